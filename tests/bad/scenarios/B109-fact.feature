Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the budget of the branch is $0
    When the law decides
    Then it is permitted to lend on application 1002
