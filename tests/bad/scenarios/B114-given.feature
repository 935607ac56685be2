Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the income of customer C-2 is $50,000
    When the law decides
    Then the income of customer C-2 is $50,000
