Feature: §4 The daily loss limit, §6 The circuit breakers

  An account of $50,000 may lose $1,000 a day. ANNA is long two ES from 5300: a point is $100.

  Background:
    Given the facts of "../facts/thursday.yaml"
    And so far the starting equity of account ANNA is $50,000

  Rule: §4 The daily loss limit

    @LOSS-01
    Scenario Outline: The loss of the day counts what is open: ES at <last>
      Given the last price of ES is <last> points
      When the law decides
      Then the daily loss of account ANNA is <loss>
      And LOSS-01 <decides> for account ANNA

      Examples:
        | last    | loss | decides         |
        | 5300.00 | $0   | does not decide |
        | 5299.99 | $1   | decides         |

    @LOSS-02 @BREAKER-03 @SAFE-01 @R-05
    Scenario Outline: ES at <last>: a loss of <loss>
      Given the last price of ES is <last> points
      When the law decides
      Then the daily loss of account ANNA is <loss>
      And BREAKER-03 <decides> for account ANNA
      And LOSS-02 <decides> for account ANNA
      And it is <proposed> to close the position A-1

      Examples:
        | last    | loss   | decides         | proposed     |
        | 5290.01 | $999   | does not decide | not proposed |
        | 5290.00 | $1,000 | decides         | proposed     |

    @LOSS-02
    Scenario: After a breach it stays flat for the day, though the price comes back
      Given so far account ANNA is flat for the day
      When the law decides
      Then account ANNA is flat for the day
      And it is forbidden to place the order A-2 because of LOSS-02

    @BREAKER-03
    Scenario: The desk cannot end it
      Given so far account ANNA is flat for the day
      And operator reset happens in account ANNA
      When the law decides
      Then account ANNA is flat for the day
      And BREAKER-03 does not decide for account ANNA

    @BREAKER-03
    Scenario Outline: The next trading day ends it: <time>
      Given so far account ANNA is flat for the day
      And so far the trading day of account ANNA is 2026-04-16
      And it is <time>
      When the law decides
      Then account ANNA is <flat> for the day

      Examples:
        | time     | flat     |
        | 17:59:59 | flat     |
        | 18:00    | not flat |
