Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the income of customer C-9 is unknown
    When the law decides
    Then it is permitted to lend on application 1002
