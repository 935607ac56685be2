Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the reference rate is 3 days old
    When the law decides
    Then it is permitted to lend on application 1002
