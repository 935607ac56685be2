Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the last reminder of loan L-1 is 2026-02-30
    When the law decides
    Then it is permitted to lend on application 1002
