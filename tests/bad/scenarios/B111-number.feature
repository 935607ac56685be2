Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the credit score of customer C-2 is high
    When the law decides
    Then it is permitted to lend on application 1002
