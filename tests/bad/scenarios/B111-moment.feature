Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the weekday is friday
    When the law decides
    Then it is permitted to lend on application 1002
