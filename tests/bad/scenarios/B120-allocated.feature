Feature: Lending

  Scenario: A case
    Given the facts of "thursday.yaml"
    When the law decides
    Then 0 loans for application 1001 are allocated
    And 1 loan for application 1004 is allocated
    And nothing is allocated
    And the limit BUDGET does not bind
    And the limit ONCE binds for application 1004
    And branch North falls short of its goal by $1
