Feature: §4 The budget of a branch

  Background:
    Given the facts of "../facts/thursday.yaml"

  @BUDGET-01
  Scenario: First come, first served, while the budget lasts
    When the law decides
    Then 1 loan for application 1001 is allocated
    And 1 loan for application 1002 is allocated
    And 0 loans for application 1004 are allocated
    And the number granted of application 1004 is 0
    And the limit BUDGET binds for branch North
    And the limit ONCE binds

  @BUDGET-01
  Scenario: A budget that is exactly enough is enough
    Given the budget of branch North is $66,000
    When the law decides
    Then 1 loan for application 1004 is allocated

  @BUDGET-01
  Scenario: One cent less is not enough
    Given the budget of branch North is $65,999.99
    When the law decides
    Then 0 loans for application 1004 are allocated

  @BUDGET-01
  Scenario: No budget, no loan
    Given these branches:
      | branch | budget |
      | North  | $0     |
      | South  | $0     |
    When the law decides
    Then nothing is allocated
    And BUDGET-01 does not decide

  @BUDGET-01
  Scenario: A branch that lends less than half of its budget is told so
    Given there are no applications of branch North
    When the law decides
    Then nothing is allocated to branch North
    And branch North falls short of its goal by $30,000
    And the limit BUDGET does not bind for branch North
    And branch South falls short of its goal by $0
