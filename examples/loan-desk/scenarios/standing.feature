Feature: §1 Standing of customers
  The desk looks at the score, at what is owed, and at what a year's income can carry.

  Background:
    Given the facts of "../facts/thursday.yaml"

  Rule: The desk is open from nine to half past four, Monday to Friday

    @HOURS-01
    Scenario Outline: The desk is open on <weekday> at <time>
      Given it is <weekday> <date> at <time>
      When the law decides
      Then the desk is open
      And HOURS-01 decides

      Examples:
        | weekday  | date          | time  |
        | Monday   | 2026-04-13    | 09:00 |
        | Thursday | 16 April 2026 | 16:30 |

    @HOURS-01
    Scenario Outline: The desk is closed on <weekday> at <time>
      Given it is <weekday> <date> at <time>
      When the law decides
      Then the desk is not open
      And HOURS-01 does not decide

      Examples:
        | weekday  | date       | time     |
        | Monday   | 2026-04-13 | 08:59:59 |
        | Thursday | 2026-04-16 | 16:30:01 |
        | Saturday | 2026-04-18 | 10:00    |

    @HOURS-01
    Scenario Outline: Local time counts, in winter and in summer: <date>
      Given times are those of America/New_York
      And it is <date> at 09:00
      When the law decides
      Then the desk is open

      Examples:
        | date       |
        | 2026-03-06 |
        | 2026-03-09 |
        | 2026-11-02 |

  Rule: A score has a grade

    @GRADE-01 @R-02
    Scenario Outline: A score of <score> is <grade>
      Given the credit score of customer C-2 is <score>
      When the law decides
      Then the grade of customer C-2 is <grade>
      And GRADE-01 decides for customer C-2

      Examples:
        | score | grade |
        | 720   | good  |
        | 719   | fair  |
        | 620   | fair  |

    @GRADE-01 @R-02
    Scenario: A score of 619 is poor
      Given the credit score of customer C-2 is 619
      When the law decides
      Then customer C-2's grade is poor
      And GRADE-01 does not decide for customer C-2

    @GRADE-01
    Scenario: No score, no grade
      Given C-2's credit score is unknown
      When the law decides
      Then the grade of customer C-2 is unknown

  Rule: What is owed is all of it

    @OWED-01
    Scenario: The balances of all loans are added
      Given these loans:
        | loan | customer | balance   | delay  | last reminder |
        | L-7  | C-1      | $1,250.50 | 0 days | none          |
      When the law decides
      Then the debt of customer C-1 is $10,250.50
      And the debt of customer C-1 is about $10,251
      And the debt of customer C-1 is not $9,000

    @OWED-01
    Scenario: Without a loan nothing is owed
      Given there are no loans of customer C-1
      When the law decides
      Then the debt of customer C-1 is $0
      And OWED-01 does not decide for customer C-1

  Rule: What is affordable is a share of a year's income

    @AFFORD-01 @R-01
    Scenario Outline: <grade> customers may borrow up to <share> of $60,000: <amount> is affordable
      Given the credit score of customer C-2 is <score>
      And the amount of application 1002 is <amount>
      When the law decides
      Then application 1002 is affordable
      And AFFORD-01 decides for application 1002

      Examples:
        | grade | score | share | amount  |
        | Good  | 800   | 40%   | $24,000 |
        | Fair  | 640   | 30%   | $18,000 |

    @AFFORD-01 @R-01
    Scenario Outline: <grade> customers may borrow up to <share> of $60,000: <amount> is too much
      Given the credit score of customer C-2 is <score>
      And the amount of application 1002 is <amount>
      When the law decides
      Then application 1002 is not affordable
      And AFFORD-01 does not decide for application 1002

      Examples:
        | grade | score | share | amount     |
        | Good  | 800   | 40%   | $24,000.01 |
        | Fair  | 640   | 30%   | $18,000.01 |
        | Poor  | 580   | 0%    | $0.01      |

    @AFFORD-01
    Scenario: A branch may lend less by its own terms
      Given the terms of branch North set affordability share for fair to 25%
      And the amount of application 1002 is $15,000.01
      When the law decides
      Then application 1002 is not affordable
