Feature: Lending

  Scenario: A car
    Given the facts of "thursday.yaml"
    Given the facts of "thursday.yaml"
    When the law decides
    Then it is permitted to lend on application 1002
