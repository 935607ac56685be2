Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given a waiver suspends GRADE-01
    When the law decides
    Then it is permitted to lend on application 1002
