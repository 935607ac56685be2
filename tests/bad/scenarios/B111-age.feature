Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the income of customer C-2 is $50,000, 10 seconds old
    When the law decides
    Then it is permitted to lend on application 1002
