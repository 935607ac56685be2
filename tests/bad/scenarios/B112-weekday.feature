Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given it is Thursday 2026-04-17 at 10:00
    When the law decides
    Then it is permitted to lend on application 1002
