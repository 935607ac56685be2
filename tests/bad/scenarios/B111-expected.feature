Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then the debt of customer C-2 is little
