Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the terms of branch North set affordability share for fair to much
    When the law decides
    Then it is permitted to lend on application 1002
