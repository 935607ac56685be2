Feature: Lending

  Background:
    The facts are those of Thursday.
    Given the facts of "thursday.yaml"

  Scenario: A car
    When the law decides
    Then it is permitted to lend on application 1002
