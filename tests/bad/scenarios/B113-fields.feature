Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then it is intended to lend on application 1002 with:
      | amount | is | $18,000 |
