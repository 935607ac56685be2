Feature: Lending

  Scenario: A car
    Given the facts of "thursday.yaml"
    When the law decides
    Than it is permitted to lend on application 1002

  Scenaro: A second car
