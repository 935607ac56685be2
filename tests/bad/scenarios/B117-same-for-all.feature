Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the terms of branch North set lending ceiling to 250%
    When the law decides
    Then it is permitted to lend on application 1002
