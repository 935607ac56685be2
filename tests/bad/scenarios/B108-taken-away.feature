Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given there is no loan L-9
    When the law decides
    Then it is permitted to lend on application 1002
