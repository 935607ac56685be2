Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then it is not intended to lend on application 1002
    And it is intended to lend on application 1003
    And it is intended to lend on application 1002 with:
      | amount | $17,000 |
