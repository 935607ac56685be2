Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the delay of loan L-1 is 3 months
    When the law decides
    Then it is permitted to lend on application 1002
