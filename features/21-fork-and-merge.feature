Feature: §16 Acceptance: a sleeve forks a mini, which runs by itself, and comes home
  Gen begins with one put for which it has received its whole profit. It expires worthless on Friday evening, and what is realised then
  decides on Monday morning.

  Background:
    Given the facts of "facts/running.yaml"
    And the exchange of "markets/exchange.yaml"

  Rule: $100,000 of profit over base fork a mini; a cent less does not

    @FORK-05 @FORK-01 @acceptance @account
    Scenario Outline: Gen has realised <profit>
      Given these positions:
        | position | sleeve | contract    | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | SPY-600-PUT | short | income  | 1        | <credit>        | 2026-01-06 | no           |
      And it is Friday 17 April 2026 at 15:55
      When the account runs until Monday 20 April 2026 at 9:40
      Then these accounts run: <accounts>
      And the cash of A gen is <cash>
      And the sleeve base of A gen is $400,000

      Examples:
        | credit    | profit      | accounts      | cash     |
        | $999.9999 | $99,999.99  | A             | $400,000 |
        | $1,000    | $100,000.00 | A, A-mini-1   | $300,000 |

  Rule: The mini is an account of its own: its own session, ledger and state

    @MINI-01 @FORK-03 @acceptance @account
    Scenario: The mini is half Gen and half Com, and goes through its own day
      Given these positions:
        | position | sleeve | contract    | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | SPY-600-PUT | short | income  | 1        | $1,000          | 2026-01-06 | no           |
      And it is Friday 17 April 2026 at 15:55
      When the account runs until Monday 20 April 2026 at 11:30
      And account A-mini-1 is looked at
      Then the sleeve base of A-mini-1 gen is $50,000
      And the sleeve base of A-mini-1 com is $50,000
      And the life of account A-mini-1 is living
      And the sub-accounts in use of owner is 4
      And the state of account A-mini-1 went like this:
        | at                               | to        |
        | Monday 20 April 2026 at 9:30     | scanning  |
        | Monday 20 April 2026 at 9:30     | analyzing |
        | Monday 20 April 2026 at 9:45     | ordering  |
        | Monday 20 April 2026 at 11:00:01 | analyzing |
      And books and broker agree

    @acceptance @account
    Scenario: The process is killed after the fork; there is still one mini, with its money once
      Given these positions:
        | position | sleeve | contract    | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | SPY-600-PUT | short | income  | 1        | $1,000          | 2026-01-06 | no           |
      And it is Friday 17 April 2026 at 15:55
      When the account runs until Monday 20 April 2026 at 9:40
      And the process is killed
      And the process is started again
      And the account runs until Monday 20 April 2026 at 9:42
      Then these accounts run: A, A-mini-1
      And the cash of A gen is $300,000
      And the cash of A-mini-1 gen is $50,000
      And books and broker agree

  Rule: Three years after its opening the mini is wound up, and its money goes to the Com of its parent

    @MINI-M1 @MINI-07 @acceptance @account
    Scenario Outline: The mini was opened on <opened>
      Given these accounts:
        | account  | user  | kind | opened on | parent | stress test | matches broker |
        | A-mini-1 | owner | mini | <opened>  | A      | no          | yes            |
      And these sleeves:
        | sleeve       | account  | kind | cash       | base    | reinvested |
        | A-mini-1 gen | A-mini-1 | gen  | $61,200.50 | $50,000 | $0         |
        | A-mini-1 com | A-mini-1 | com  | $52,000.25 | $50,000 | $0         |
      And it is Monday 20 April 2026 at 9:31
      When the account runs until Monday 20 April 2026 at 9:50
      Then these accounts run: <accounts>
      And the cash of A com is <cash>
      And the sleeve base of A com is <base>
      And books and broker agree

      Examples:
        | opened     | accounts    | cash        | base        |
        | 2023-04-20 | A           | $413,200.75 | $413,200.75 |
        | 2023-04-21 | A, A-mini-1 | $300,000    | $300,000    |

    @MINI-M3 @acceptance @account
    Scenario: The process is killed after the mini has merged; it stays closed, and its money came home once
      Given these accounts:
        | account  | user  | kind | opened on  | parent | stress test | matches broker |
        | A-mini-1 | owner | mini | 2023-04-20 | A      | no          | yes            |
      And these sleeves:
        | sleeve       | account  | kind | cash       | base    | reinvested |
        | A-mini-1 gen | A-mini-1 | gen  | $61,200.50 | $50,000 | $0         |
        | A-mini-1 com | A-mini-1 | com  | $52,000.25 | $50,000 | $0         |
      And it is Monday 20 April 2026 at 9:31
      When the account runs until Monday 20 April 2026 at 9:50
      And the process is killed
      And the process is started again
      And the account runs until Monday 20 April 2026 at 10:00
      Then these accounts run: A
      And the cash of A com is $413,200.75
      And books and broker agree
