Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    Given the delay of loan L-1 is unknown
    When the law decides
    Then no alarm is raised
    And an alarm names LEND-01
    And no alarm names REMIND-01 for loan L-1
    And an alarm names REMIND-01 for loan L-2
