Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given it is permitted to lend on application 1002
    When the law decides
    Then it is permitted to lend on application 1002
