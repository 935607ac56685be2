Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given application 1002 is guaranteed
    When the law decides
    Then it is permitted to lend on application 1002 because of LEND-02
    And it is permitted to lend on application 1002 only because of LEND-03
