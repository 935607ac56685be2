Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the guaranteed of application 1002 is maybe
    When the law decides
    Then it is permitted to lend on application 1002
