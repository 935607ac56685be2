Feature: Lending

  Scenario: A car
    Given the facts of "thursday.yaml"
    When the law decides
