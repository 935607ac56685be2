Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the credit score of customer C-3 is unknown
    When the law decides
    Then the grade of customer C-2 is good
    And the grade of customer C-3 is poor
    And the debt of customer C-2 is $4,000.01
    And the debt of customer C-2 is unknown
    And the debt of customer C-2 is not $4,000
    And the best offer of application 1001 is none
    And the desk is not open
