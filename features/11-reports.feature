Feature: §11 Reports each week, month and quarter

  Rule: Trades that were made are written down for the sleeve

    Background:
      Given the facts of "facts/friday.yaml"

    @REPORT-04
    Scenario: A purchase that closes and an exit at market in one sleeve are two
      Given these positions:
        | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-9      | A gen  | AAPL-260-PUT | short | income  | 1        | $1.50           | 2026-04-16 | no           |
      And close.confirmed happens in P-1 with:
        | quantity | 3 contracts |
        | limit    | $0.02       |
        | bound    | $0.02       |
      And exit_at_market.confirmed happens in P-9 with:
        | quantity | 1 contract |
      When the law decides
      Then the law records trades done for A gen with:
        | opened | 0 |
        | closed | 2 |
        | rolled | 0 |
      And the law records no trades done for A rev
      And REPORT-04 decides for A gen
      And REPORT-04 does not decide for A rev

    @REPORT-04
    Scenario: Shares that were bought are opened
      Given these purchases:
        | purchase       | sleeve | underlying |
        | A com AAPL lot | A com  | AAPL       |
      And buy_shares.confirmed happens in "A com AAPL lot" with:
        | quantity | 2 lots |
        | limit    | $268   |
      When the law decides
      Then the law records trades done for A com with:
        | opened | 1 |
        | closed | 0 |
        | rolled | 0 |

    @REPORT-04
    Scenario: A call that was written is opened
      Given write_call.confirmed happens in A com/AAPL-270-CALL with:
        | quantity | 1 contract |
        | limit    | $0.37      |
        | bound    | $0.36      |
      When the law decides
      Then the law records trades done for A com with:
        | opened | 1 |
        | closed | 0 |
        | rolled | 0 |

    @REPORT-04
    Scenario: A put and a call of one sleeve are two that were opened
      Given open_csp.confirmed happens in A gen/AAPL-260-PUT with:
        | quantity | 1 contract |
        | limit    | $0.02      |
        | bound    | $0.01      |
      And write_call.confirmed happens in A gen/AAPL-270-CALL with:
        | quantity | 1 contract |
        | limit    | $0.37      |
        | bound    | $0.36      |
      When the law decides
      Then the law records trades done for A gen with:
        | opened | 2 |
        | closed | 0 |
        | rolled | 0 |

    @REPORT-04
    Scenario: A roll is neither opened nor closed
      Given roll.confirmed happens in P-2
      When the law decides
      Then the law records trades done for A rev with:
        | opened | 0 |
        | closed | 0 |
        | rolled | 1 |

    @REPORT-04
    Scenario: What was only sent is no trade
      Given close.sent happens in P-1 with:
        | quantity | 3 contracts |
        | limit    | $0.02       |
        | bound    | $0.02       |
      When the law decides
      Then the law records no trades done
      And REPORT-04 does not decide

  Rule: The week is told at its cut

    Background:
      Given the facts of "facts/friday.yaml"
      And it is 16:30
      And the session is not open

    @REPORT-WEEKLY @R-04
    Scenario Outline: At <time>
      Given it is <time>
      When the law decides
      Then REPORT-WEEKLY <decides>

      Examples:
        | time     | decides         |
        | 16:29:59 | does not decide |
        | 16:30    | decides         |

    @REPORT-WEEKLY
    Scenario: It is told once
      When the law decides
      Then REPORT-WEEKLY decides for account A
      Given it is 16:31
      When the law decides
      Then REPORT-WEEKLY does not decide

    @REPORT-WEEKLY
    Scenario: Not on Thursday of a full week
      Given it is Thursday 16 April 2026 at 16:30
      When the law decides
      Then REPORT-WEEKLY does not decide

    @REPORT-WEEKLY @R-04
    Scenario: Good Friday is closed, and Thursday's cut is the week's
      Given it is Thursday 2 April 2026 at 16:30
      And the week last session is 2 April 2026
      When the law decides
      Then REPORT-WEEKLY decides for account A

    @REPORT-02 @REPORT-03
    Scenario Outline: Writing it is a duty from <time> on
      Given it is <time>
      When the law decides
      Then it is <verdict> to write a report of account A
      And REPORT-02 <decides> for account A

      Examples:
        | time     | verdict      | decides         |
        | 16:29:59 | not proposed | does not decide |
        | 16:30    | intended     | decides         |
        | 18:00    | intended     | decides         |

    @REPORT-02
    Scenario: It is written once a week
      When the law decides
      Then it is intended to write a report of account A because of REPORT-02
      Given it is 16:31
      When the law decides
      Then it is not proposed to write a report of account A
      Given it is Friday 24 April 2026 at 16:30
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 23 April 2026
      And the next session is 27 April 2026
      When the law decides
      Then it is intended to write a report of account A because of REPORT-02

    @REPORT-02
    Scenario: On Thursday of a full week nothing is written
      Given it is Thursday 16 April 2026 at 17:00
      When the law decides
      Then it is not proposed to write a report of account A

    @WEEKLY-01 @WEEKLY-02 @WEEKLY-03
    Scenario: Trades of this week are counted, those of the last one not
      Given on Monday 13 April 2026 at 10:00, trades done happened in A gen with:
        | opened | 2 |
        | closed | 3 |
        | rolled | 1 |
      And on Friday 17 April 2026 at 15:00, trades done happened in A com with:
        | opened | 1 |
        | closed | 4 |
        | rolled | 1 |
      And on Friday 10 April 2026 at 15:00, trades done happened in A com with:
        | opened | 100 |
        | closed | 100 |
        | rolled | 100 |
      When the law decides
      Then the trades opened this week of account A are 3
      And the trades closed this week of account A are 7
      And the trades rolled this week of account A are 2
      And WEEKLY-01 decides
      And WEEKLY-02 decides
      And WEEKLY-03 decides

    @WEEKLY-04 @WEEKLY-05
    Scenario: Forks that were made, and forks that wait
      Given on Monday 13 April 2026 at 10:00, capital forked happened in A gen with:
        | amount | $100,000 |
      And on Tuesday 14 April 2026 at 10:00, capital forked happened in A rev with:
        | amount | $500,000 |
      And on Sunday 12 April 2026 at 10:00, capital forked happened in A gen with:
        | amount | $100,000 |
      And on Wednesday 15 April 2026 at 10:00, fork pending happened in A gen with:
        | amount | $100,000 |
      And on Friday 10 April 2026 at 10:00, fork pending happened in A rev with:
        | amount | $500,000 |
      When the law decides
      Then the capital forked this week of account A is $600,000
      And the capital that waits to be forked of account A is $100,000
      And WEEKLY-04 decides
      And WEEKLY-05 decides

    @WEEKLY-06
    Scenario: Income is what was realised this week, losses taken off
      Given on Monday 13 April 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $450.10 |
      And on Friday 17 April 2026 at 15:00, a realised gain happened in A com with:
        | gain | -$50.05 |
      And on Sunday 12 April 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $999 |
      When the law decides
      Then the income of the week of account A is $400.05
      And WEEKLY-06 decides for account A

    @WEEKLY-07 @WEEKLY-08
    Scenario: Entry days that were closed, and puts that were skipped
      Given on Thursday 16 April 2026 at 9:00, an entry day without a session happened in A gen
      And on Thursday 9 April 2026 at 9:00, an entry day without a session happened in A gen
      And on Wednesday 15 April 2026 at 9:50, earnings skip happened in A rev with:
        | underlying | NVDA |
      And on Thursday 16 April 2026 at 9:50, earnings skip happened in A gen with:
        | underlying | AAPL |
      And on Thursday 9 April 2026 at 9:50, earnings skip happened in A gen with:
        | underlying | AAPL |
      When the law decides
      Then the entry days missed this week of account A are 1
      And the puts skipped this week of account A are 2
      And WEEKLY-07 decides
      And WEEKLY-08 decides

    @WEEKLY-09 @WEEKLY-10 @R-01 @R-02
    Scenario: What was not deployed, and what was too large
      Given on Wednesday 15 April 2026 at 11:00:01, shortfall happened in A rev with:
        | amount | $211,000 |
      And on Thursday 16 April 2026 at 11:00:01, shortfall happened in A gen with:
        | amount | $0.50 |
      And on Thursday 9 April 2026 at 11:00:01, shortfall happened in A gen with:
        | amount | $300,000 |
      And on Thursday 16 April 2026 at 10:00, one contract above the cap happened in A gen with:
        | underlying | AAPL    |
        | one costs  | $68,400 |
        | cap        | $60,000 |
      And on Thursday 9 April 2026 at 10:00, one contract above the cap happened in A gen with:
        | underlying | AAPL    |
        | one costs  | $68,400 |
        | cap        | $60,000 |
      When the law decides
      Then the capital left undeployed this week of account A is $211,000.50
      And the underlyings too large this week of account A are 1
      And WEEKLY-09 decides
      And WEEKLY-10 decides

    @WEEKLY-01 @WEEKLY-02 @WEEKLY-03 @WEEKLY-04 @WEEKLY-05 @WEEKLY-06 @WEEKLY-07 @WEEKLY-08 @WEEKLY-09 @WEEKLY-10
    Scenario Outline: In a week without anything there is nothing to tell: <rule>
      When the law decides
      Then the <name> of account A is <none>
      And <rule> does not decide for account A

      Examples:
        | rule      | name                              | none |
        | WEEKLY-01 | trades opened this week           | 0    |
        | WEEKLY-02 | trades closed this week           | 0    |
        | WEEKLY-03 | trades rolled this week           | 0    |
        | WEEKLY-04 | capital forked this week          | $0   |
        | WEEKLY-05 | capital that waits to be forked   | $0   |
        | WEEKLY-06 | income of the week                | $0   |
        | WEEKLY-07 | entry days missed this week       | 0    |
        | WEEKLY-08 | puts skipped this week            | 0    |
        | WEEKLY-09 | capital left undeployed this week | $0   |
        | WEEKLY-10 | underlyings too large this week   | 0    |

  Rule: The month is told at its last close

    Background:
      Given the facts of "facts/friday.yaml"

    @REPORT-MONTHLY
    Scenario Outline: On Thursday 30 April 2026 at <time>
      Given it is Thursday 30 April 2026 at <time>
      And the clock is the last session of month
      When the law decides
      Then REPORT-MONTHLY <decides>

      Examples:
        | time     | decides         |
        | 15:59:59 | does not decide |
        | 16:00    | decides         |

    @REPORT-MONTHLY
    Scenario: At the close of another session nothing is told
      Given it is 16:00
      And the clock is not the last session of month
      When the law decides
      Then REPORT-MONTHLY does not decide

    @REPORT-01
    Scenario Outline: The drawdown is that of the sleeve that has lost most: Rev has <cash>
      Given the cash of A gen is $380,000
      And so far the high-water mark of A gen is $400,000
      And the cash of A rev is <cash>
      And so far the high-water mark of A rev is $300,000
      And there are no positions
      When the law decides
      Then the drawdown of account A is <drawdown>
      And REPORT-01 decides for account A

      Examples:
        | cash     | drawdown |
        | $270,000 | 10%      |
        | $285,000 | 5%       |
        | $299,999 | 5%       |
        | $330,000 | 5%       |

    @REPORT-01
    Scenario: At its highest an account has no drawdown
      Given there are no positions
      And so far the high-water mark of A gen is $400,000
      And so far the high-water mark of A rev is $300,000
      And so far the high-water mark of A com is $300,000
      When the law decides
      Then the drawdown of account A is 0%
      And REPORT-01 does not decide for account A

    @REPORT-01
    Scenario: A sleeve that lost its only cent has lost everything
      Given there are no positions
      And there are no exposures
      And there are no holdings
      And there is no sleeve A rev
      And there is no sleeve A com
      And so far the high-water mark of A gen is $0.01
      And the cash of A gen is $0
      When the law decides
      Then the drawdown of account A is 100%

    @REPORT-01
    Scenario: A sleeve that never had anything has lost nothing
      Given there are no positions
      And there are no exposures
      And there are no holdings
      And there is no sleeve A rev
      And there is no sleeve A com
      And so far the high-water mark of A gen is $0
      And the cash of A gen is $0
      When the law decides
      Then the drawdown of account A is 0%

  Rule: The quarter is told on the first session of the next one

    Background:
      Given the facts of "facts/quarter-day.yaml"

    @REPORT-QUARTERLY @R-18
    Scenario Outline: On the first session at <time>
      Given it is <time>
      When the law decides
      Then REPORT-QUARTERLY <decides>

      Examples:
        | time     | decides         |
        | 09:29:59 | does not decide |
        | 09:30    | decides         |

    @REPORT-QUARTERLY @R-18
    Scenario: Not on the second session
      Given it is Thursday 2 July 2026 at 10:00
      And the clock is not the first session of quarter
      When the law decides
      Then REPORT-QUARTERLY does not decide

    @QUARTERLY-01 @QUARTERLY-04 @QUARTERLY-05 @QUARTERLY-06
    Scenario: Gen, Rev and Com have gained; Rev and Com reserve tax and reinvest
      Given on Monday 4 May 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $700 |
      And on Monday 4 May 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $100 |
      And on Monday 4 May 2026 at 10:00, a realised gain happened in A com with:
        | gain | $200 |
      When the law decides
      Then the gain of the last quarter of account A is $1,000
      And the tax to reserve of account A is $90
      And the gain for contracts of account A is $157.50
      And the gain for LEAPs of account A is $52.50
      And QUARTERLY-01 decides
      And QUARTERLY-04 decides
      And QUARTERLY-05 decides
      And QUARTERLY-06 decides

    @QUARTERLY-03 @QUARTERLY-07
    Scenario: Tax that was reserved before, and what hedges cost
      Given on Wednesday 1 April 2026 at 10:00, reserve_tax.confirmed happened in A rev with:
        | amount | $300 |
      And on Wednesday 1 April 2026 at 10:00, reserve_tax.confirmed happened in A com with:
        | amount | $60 |
      And on Tuesday 30 June 2026 at 15:00, hedge bought happened in A rev with:
        | cost  | $2,500     |
        | cause | vix_closes |
      And on Wednesday 1 April 2026 at 15:00, hedge bought happened in A gen with:
        | cost  | $3,000     |
        | cause | vix_closes |
      And on Tuesday 31 March 2026 at 15:00, hedge bought happened in A gen with:
        | cost  | $9,000     |
        | cause | vix_closes |
      When the law decides
      Then the tax reserved of account A is $360
      And the spent on hedges last quarter of account A is $5,500
      And QUARTERLY-03 decides
      And QUARTERLY-07 decides

    @QUARTERLY-01 @QUARTERLY-02 @QUARTERLY-03 @QUARTERLY-04 @QUARTERLY-05 @QUARTERLY-06 @QUARTERLY-07 @QUARTERLY-08 @QUARTERLY-09
    Scenario Outline: In a quarter without anything there is nothing to tell: <rule>
      When the law decides
      Then the <name> of account A is <none>
      And <rule> does not decide for account A

      Examples:
        | rule         | name                         | none |
        | QUARTERLY-01 | gain of the last quarter     | $0   |
        | QUARTERLY-02 | unrealised gain              | $0   |
        | QUARTERLY-03 | tax reserved                 | $0   |
        | QUARTERLY-04 | tax to reserve               | $0   |
        | QUARTERLY-05 | gain for contracts           | $0   |
        | QUARTERLY-06 | gain for LEAPs               | $0   |
        | QUARTERLY-07 | spent on hedges last quarter | $0   |
        | QUARTERLY-08 | hedges held                  | 0    |
        | QUARTERLY-09 | LEAPs held                   | 0    |

  Rule: What is held is told with it

    Background:
      Given the facts of "facts/lots.yaml"

    @QUARTERLY-02
    Scenario: Gen has lost $150 on paper, Com has gained $2,100
      When the law decides
      Then the unrealised gain of account A is $1,950
      And QUARTERLY-02 decides for account A

    @QUARTERLY-08 @QUARTERLY-09 @QUARTERLY-10 @QUARTERLY-11
    Scenario: A hedge, and a ladder of LEAPs from June to January
      Given these contracts:
        | contract | expiry    | right | strike | expiry date | multiplier | tick | bid | ask   | delta of the feed | delta of the model |
        | HEDGE-1  | AAPL-NEXT | put   | $200   | 2026-05-15  | 100        | 0.01 | $5  | $5.10 | 0.10              | 0.10               |
        | LEAP-1   | AAPL-NEXT | call  | $300   | 2026-06-18  | 100        | 0.01 | $5  | $5.10 | 0.30              | 0.30               |
        | LEAP-2   | AAPL-NEXT | put   | $200   | 2027-01-15  | 100        | 0.01 | $5  | $5.10 | 0.30              | 0.30               |
        | LEAP-3   | AAPL-NEXT | call  | $300   | 2027-12-17  | 100        | 0.01 | $5  | $5.10 | 0.30              | 0.30               |
        | LEAP-4   | AAPL-NEXT | call  | $300   | 2026-05-22  | 100        | 0.01 | $5  | $5.10 | 0.30              | 0.30               |
      And these positions:
        | position | sleeve | contract | side | purpose     | quantity | opened on  | hypothetical |
        | H-1      | A gen  | HEDGE-1  | long | hedge       | 1        | 2026-04-01 | no           |
        | L-1      | A rev  | LEAP-1   | long | leap growth | 3        | 2026-04-01 | no           |
        | L-2      | A com  | LEAP-2   | long | leap hedge  | 4        | 2026-04-01 | no           |
        | L-3      | A com  | LEAP-3   | long | leap growth | 0        | 2026-04-01 | no           |
        | L-4      | A com  | LEAP-4   | long | leap growth | 0        | 2026-04-01 | no           |
      When the law decides
      Then the hedges held of account A are 1
      And the LEAPs held of account A are 7
      And the next expiry of a LEAP of account A is 18 June 2026
      And the last expiry of a LEAP of account A is 15 January 2027
      And QUARTERLY-08 decides
      And QUARTERLY-09 decides
      And QUARTERLY-10 decides
      And QUARTERLY-11 decides

    @QUARTERLY-10 @QUARTERLY-11
    Scenario Outline: A single contract of <purpose> is the first and the last rung
      Given these contracts:
        | contract | expiry    | right | strike | expiry date | multiplier | tick | bid | ask   | delta of the feed | delta of the model |
        | LEAP-1   | AAPL-NEXT | call  | $300   | 2027-06-18  | 100        | 0.01 | $5  | $5.10 | 0.30              | 0.30               |
      And these positions:
        | position | sleeve | contract | side | purpose   | quantity | opened on  | hypothetical |
        | L-1      | A rev  | LEAP-1   | long | <purpose> | 1        | 2026-04-01 | no           |
      When the law decides
      Then the next expiry of a LEAP of account A is 18 June 2027
      And the last expiry of a LEAP of account A is 18 June 2027

      Examples:
        | purpose     |
        | leap growth |
        | leap hedge  |

    @QUARTERLY-10 @QUARTERLY-11
    Scenario: Without a LEAP there is no ladder
      When the law decides
      Then the next expiry of a LEAP of account A is unknown
      And the last expiry of a LEAP of account A is unknown
      And QUARTERLY-10 does not decide
      And QUARTERLY-11 does not decide
