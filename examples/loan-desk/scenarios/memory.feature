Feature: §6 What the desk remembers

  Background:
    Given the facts of "../facts/thursday.yaml"

  @DELAY-01
  Scenario: A delay that was made good is remembered
    Given so far the worst delay of loan L-1 is 21 days
    And the delay of loan L-1 is 0 days
    When the law decides
    Then the worst delay of loan L-1 is 21 days
    And DELAY-01 does not decide for loan L-1

  @DELAY-01
  Scenario: A longer delay takes the place of the one before
    Given so far the worst delay of loan L-1 is 11 days
    When the law decides
    Then the worst delay of loan L-1 is 12 days
    And DELAY-01 decides for loan L-1

  @DELAY-01
  Scenario: A delay that is not known changes nothing
    Given so far the worst delay of loan L-1 is 21 days
    And the delay of loan L-1 is unknown
    When the law decides
    Then the worst delay of loan L-1 is 21 days

  @DELAY-02
  Scenario Outline: Arrears begin at ten days: so far <before>, now <now>
    Given so far the worst delay of loan L-1 is <before>
    And the delay of loan L-1 is <now>
    When the law decides
    Then DELAY-02 <decides> for loan L-1

    Examples:
      | before  | now     | decides         |
      | 9 days  | 10 days | decides         |
      | 8 days  | 9 days  | does not decide |
      | 10 days | 11 days | does not decide |

  @DELAY-02
  Scenario: Arrears are written down once
    Given so far the worst delay of loan L-1 is 3 days
    When the law decides
    Then the law records arrears for loan L-1 with:
      | overdue | 12 days |
    When the law decides
    Then the law records no arrears for loan L-1

  @PAID-01
  Scenario: What was paid this month counts, what was paid before does not
    Given a payment happens in loan L-1 with:
      | amount | $250 |
    And on Wednesday 1 April 2026 at 0:00, a payment happened in loan L-1 with:
      | amount | $100 |
    And on Tuesday 31 March 2026 at 23:59, a payment happened in loan L-1 with:
      | amount | $100 |
    When the law decides
    Then the amount paid this month of loan L-1 is $350

  @PAID-01
  Scenario: Nothing was paid
    When the law decides
    Then the amount paid this month of loan L-1 is $0
    And PAID-01 does not decide for loan L-1

  @HOURS-01
  Scenario: The desk knows when it closes
    When the law decides
    Then the law looks again at 16:30:01
