Feature: Lending

  Scenario: A car
    * the facts of "thursday.yaml"
    When the law decides
    Then it is permitted to lend on application 1002
