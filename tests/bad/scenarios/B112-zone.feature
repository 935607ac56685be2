Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given times are those of America/Boston
    When the law decides
    Then it is permitted to lend on application 1002
