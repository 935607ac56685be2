Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then it is permitted to lend on application 1003
    And it is forbidden to lend on application 1002
    And it is not permitted to lend on application 1002
