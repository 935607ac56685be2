Feature: §3 Rev-Acc: puts on Wednesday morning, preparing a roll, calls on assigned shares

  Rule: Rev opens puts with 3 to 5 sessions to expiry and a delta of 0.30 to 0.35, in its window, on its symbols

    Background:
      Given the facts of "facts/wednesday.yaml"

    @REV-ENTRY-01
    Scenario: One Nvidia put on Wednesday morning, as many as the cap allows
      When the law decides
      Then it is permitted to open a cash-secured put on NVDA-185-PUT in A rev only because of REV-ENTRY-01
      And it is permitted to open a cash-secured put on NVDA-185-PUT-MON in A rev only because of REV-ENTRY-01
      And it is not permitted to open a cash-secured put on NVDA-187-PUT in A rev only because of REV-ENTRY-01
      And it is intended to open a cash-secured put on NVDA-185-PUT-MON in A rev with:
        | quantity | 4 contracts |
        | limit    | $2.20       |
        | bound    | $2.09       |
      And 0 contracts of NVDA-185-PUT in A rev are allocated
      And the limit SYMBOL-CAP binds for NVDA in A rev
      And REV-ENTRY-01 decides for NVDA-185-PUT-MON in A rev
      And REV-ENTRY-01 does not decide for NVDA-187-PUT in A rev

    @REV-ENTRY-01 @R-01
    Scenario: Two symbols under a cap of a quarter each cannot fill Rev, and the shortfall is told
      When the law decides
      Then A rev falls short of its goal by $211,000

    @REV-ENTRY-01
    Scenario Outline: A delta of <delta> is <verdict>
      Given the delta of the feed of NVDA-185-PUT is <delta>
      When the law decides
      Then it is <verdict> to open a cash-secured put on NVDA-185-PUT in A rev because of REV-ENTRY-01

      Examples:
        | delta  | verdict       |
        | 0.2999 | not permitted |
        | 0.30   | permitted     |
        | 0.35   | permitted     |
        | 0.3501 | not permitted |

    @REV-ENTRY-01 @R-03
    Scenario Outline: <sessions> to expiry, that is <days>: <verdict>
      Given the sessions to expiry of NVDA-185-PUT is <sessions>
      And the days to expiry of NVDA-185-PUT is <days>
      When the law decides
      Then it is <verdict> to open a cash-secured put on NVDA-185-PUT in A rev because of REV-ENTRY-01

      Examples: From Wednesday, today included: Thursday is the second session, next Wednesday the sixth
        | sessions   | days   | verdict       |
        | 2 sessions | 1 day  | not permitted |
        | 3 sessions | 2 days | permitted     |
        | 4 sessions | 5 days | permitted     |
        | 5 sessions | 6 days | permitted     |
        | 6 sessions | 7 days | not permitted |

    @REV-ENTRY-01
    Scenario Outline: An account may go further out: <sessions>
      Given the terms of account A set rev sessions high to 8 sessions
      And the sessions to expiry of NVDA-185-PUT is <sessions>
      When the law decides
      Then it is <verdict> to open a cash-secured put on NVDA-185-PUT in A rev

      Examples:
        | sessions   | verdict       |
        | 8 sessions | permitted     |
        | 9 sessions | not permitted |

    @REV-ENTRY-01 @WINDOW-01
    Scenario Outline: At <time> it is <verdict>
      Given it is <time>
      When the law decides
      Then it is <verdict> to open a cash-secured put on NVDA-185-PUT in A rev

      Examples:
        | time     | verdict       |
        | 09:44:59 | not permitted |
        | 09:45    | permitted     |
        | 11:00    | permitted     |
        | 11:00:01 | not permitted |

    @GEN-ENTRY-01
    Scenario: Wednesday is not Gen's morning
      When the law decides
      Then it is not permitted to open a cash-secured put on SPY-684-PUT in A gen only because of GEN-ENTRY-01
      And the nearest miss to open a cash-secured put on SPY-684-PUT in A gen says "weekday is wednesday, not thursday"

    @REV-ENTRY-01
    Scenario: Not on a symbol that is not Rev's, even where Rev holds its shares
      Given these holdings:
        | holding   | sleeve | underlying | shares | assigned |
        | A rev SPY | A rev  | SPY        | 100    | no       |
      And the sessions to expiry of SPY-684-PUT is 3 sessions
      And the delta of the feed of SPY-684-PUT is 0.3250
      When the law decides
      Then it is not permitted to open a cash-secured put on SPY-684-PUT in A rev because of REV-ENTRY-01
      And REV-ENTRY-01 does not decide for SPY-684-PUT in A rev

    @REV-ENTRY-01
    Scenario: Without a delta nothing is opened
      Given the delta of the feed of NVDA-185-PUT-MON is unknown
      And the delta of the model of NVDA-185-PUT-MON is unknown
      When the law decides
      Then it is not permitted to open a cash-secured put on NVDA-185-PUT-MON in A rev because of REV-ENTRY-01
      And 4 contracts of NVDA-185-PUT in A rev are allocated

  Rule: Rev prepares a roll where the price is one and a half ATR below the strike
    Nvidia's ATR is $5, so for a put of strike 185 that is at $177.50.

    Background:
      Given the facts of "facts/friday.yaml"

    @REV-ROLL-01 @R-06
    Scenario Outline: Nvidia at <price>
      Given the price of NVDA is <price>
      When the law decides
      Then it is proposed to prepare a roll of NVDA-185-PUT only because of REV-ROLL-01
      And it is intended to prepare a roll of NVDA-185-PUT
      And REV-ROLL-01 decides for NVDA-185-PUT

      Examples:
        | price   |
        | $177.50 |
        | $174    |

    @REV-ROLL-01 @R-06
    Scenario Outline: Nvidia at <price>, at Level <level>: nothing to prepare yet
      Given the price of NVDA is <price>
      When the law decides
      Then the level of NVDA-185-PUT is <level>
      And it is not proposed to prepare a roll of NVDA-185-PUT
      And REV-ROLL-01 does not decide for NVDA-185-PUT

      Examples:
        | price     | level |
        | $180.0001 | 0     |
        | $180      | 1     |
        | $177.5001 | 1     |

    @REV-ROLL-01 @GEN-ROLL-01
    Scenario: Each sleeve has its own distance: at one and a quarter ATR Gen prepares and Rev does not
      Given the price of NVDA is $178.75
      And the price of AAPL is $253.75
      When the law decides
      Then it is proposed to prepare a roll of AAPL-260-PUT only because of GEN-ROLL-01
      And it is not proposed to prepare a roll of NVDA-185-PUT

    @REV-ROLL-01 @R-40
    Scenario: Without a price nothing is prepared, and somebody is called
      Given the price of NVDA is unknown
      When the law decides
      Then it is not proposed to prepare a roll of NVDA-185-PUT
      And an alarm names REV-ROLL-01 for NVDA-185-PUT

  Rule: On assigned shares Rev writes calls 5 sessions out, with a delta of 0.20 to 0.25, as Gen does

    Background:
      Given the facts of "facts/wednesday.yaml"
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A rev NVDA | A rev  | NVDA       | 200    | yes      |

    @CALLS-01 @CALLS-02 @R-11
    Scenario: Two hundred shares came by assignment, so two calls are written
      When the law decides
      Then the assigned shares of NVDA in A rev is 200
      And it is permitted to write a covered call on NVDA-197-CALL in A rev only because of CALLS-02
      And 2 contracts of NVDA-197-CALL in A rev are allocated
      And CALLS-02 decides for NVDA-197-CALL in A rev

    @CALLS-02 @R-11
    Scenario Outline: A call of delta <delta> is <verdict>
      Given the delta of the feed of NVDA-197-CALL is <delta>
      When the law decides
      Then it is <verdict> to write a covered call on NVDA-197-CALL in A rev because of CALLS-02

      Examples:
        | delta  | verdict       |
        | 0.1999 | not permitted |
        | 0.20   | permitted     |
        | 0.25   | permitted     |
        | 0.2501 | not permitted |

    @CALLS-02 @R-03
    Scenario Outline: A call with <sessions> to expiry is <verdict>
      Given the sessions to expiry of NVDA-197-CALL is <sessions>
      When the law decides
      Then it is <verdict> to write a covered call on NVDA-197-CALL in A rev

      Examples:
        | sessions   | verdict       |
        | 4 sessions | not permitted |
        | 5 sessions | permitted     |
        | 6 sessions | not permitted |

    @REV-ENTRY-01
    Scenario: A call is no put, even where puts on assigned shares are waived through
      Given a waiver suspends ASSIGN-03
      And the delta of the feed of NVDA-197-CALL is 0.3250
      And the sessions to expiry of NVDA-197-CALL is 4 sessions
      When the law decides
      Then it is not permitted to open a cash-secured put on NVDA-197-CALL in A rev
      And REV-ENTRY-01 does not decide for NVDA-197-CALL in A rev

    @STRIKE-03
    Scenario: Rev's calls have a band of their own, and it is not that of its puts
      When the law decides
      Then the middle of the delta band of A rev is 0.325
      And the call picked for NVDA in A rev is NVDA-197-CALL

    @STRIKE-03
    Scenario: A call in the band for puts is not picked
      Given the delta of the feed of NVDA-197-CALL is 0.3250
      When the law decides
      Then the call picked for NVDA in A rev is none

  Rule: A roll is prepared once a session

    @REV-ROLL-01
    Scenario: The price stays below, and is below on another day
      Given the facts of "facts/friday.yaml"
      And the price of NVDA is $177.50
      When the law decides
      Then it is intended to prepare a roll of NVDA-185-PUT because of REV-ROLL-01
      Given it is 15:01
      When the law decides
      Then it is not proposed to prepare a roll of NVDA-185-PUT
      Given it is Monday 20 April 2026 at 10:00
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 17 April 2026
      And the next session is 21 April 2026
      When the law decides
      Then it is intended to prepare a roll of NVDA-185-PUT because of REV-ROLL-01

    @REV-ROLL-01
    Scenario: Each position has its own
      Given the facts of "facts/friday.yaml"
      And the price of NVDA is $177.50
      When the law decides
      Then it is intended to prepare a roll of NVDA-185-PUT because of REV-ROLL-01
      Given it is 15:01
      And these positions:
        | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-9      | A rev  | NVDA-185-PUT | short | income  | 1        | $1.80           | 2026-04-15 | no           |
      When the law decides
      Then it is intended to prepare a roll of P-9 because of REV-ROLL-01

  Rule: On the first session of a quarter Rev and Com reserve tax and reinvest the rest

    Background:
      Given the facts of "facts/quarter-day.yaml"
      And on Monday 4 May 2026 at 12:00, a realised gain happened in A gen with:
        | gain | $5,000 |
      And on Monday 4 May 2026 at 12:00, a realised gain happened in A rev with:
        | gain | $1,000.01 |
      And on Monday 4 May 2026 at 12:00, a realised gain happened in A com with:
        | gain | $100 |

    @QUARTER-01 @QUARTER-02 @QUARTER-03 @R-18
    Scenario: Rev's gain of $1,000.01 and Com's of $100; Gen's stays in Gen
      When the law decides
      Then it is intended to reserve tax for A rev only because of QUARTER-01 and QUARTER-03 with:
        | amount | $300.01 |
      And it is intended to reinvest for A rev only because of QUARTER-02 and QUARTER-03 with:
        | into contracts | $525.00 |
        | into leaps     | $175.00 |
      And it is intended to reserve tax for A com with:
        | amount | $30 |
      And it is intended to reinvest for A com with:
        | into contracts | $52.50 |
        | into leaps     | $17.50 |
      And it is not proposed to reserve tax for A gen
      And it is not proposed to reinvest for A gen
      And QUARTER-01 decides for A rev
      And QUARTER-02 decides for A com
      And QUARTER-03 decides for A rev

    @QUARTER-01 @QUARTER-02 @QUARTER-03 @R-18
    Scenario: On the second session of the quarter it is not the day
      Given it is Thursday 2 July 2026 at 10:00
      And the clock is not the first session of quarter
      When the law decides
      Then it is not proposed to reserve tax for A rev
      And it is not proposed to reinvest for A rev
      And it is not permitted to reserve tax for A rev
      And QUARTER-01 does not decide for A rev
      And QUARTER-02 does not decide for A rev
      And QUARTER-03 does not decide for A rev

    @QUARTER-01 @QUARTER-02 @QUARTER-03
    Scenario: Before the session has opened nothing is done
      Given it is 09:29
      And the session is not open
      When the law decides
      Then it is not proposed to reserve tax for A rev
      And it is not proposed to reinvest for A rev
      And it is not permitted to reinvest for A rev

    @QUARTER-01 @QUARTER-02
    Scenario: It is done once a quarter, for each sleeve
      When the law decides
      Then it is intended to reserve tax for A rev
      And it is intended to reinvest for A com
      Given it is 10:01
      When the law decides
      Then it is not proposed to reserve tax for A rev
      And it is not proposed to reserve tax for A com
      And it is not proposed to reinvest for A rev
      And it is not proposed to reinvest for A com

    @QUARTER-01 @QUARTER-02
    Scenario: The next quarter has its own
      When the law decides
      Then it is intended to reserve tax for A rev
      Given it is Monday 3 August 2026 at 12:00
      And the clock is not the first session of quarter
      And a realised gain happens in A rev with:
        | gain | $200 |
      When the law decides
      Then it is not proposed to reserve tax for A rev
      Given it is Thursday 1 October 2026 at 10:00
      And the clock is the first session of quarter
      And the week first session is 28 September 2026
      And the week last session is 2 October 2026
      And the previous session is 30 September 2026
      And the next session is 2 October 2026
      When the law decides
      Then it is intended to reserve tax for A rev with:
        | amount | $60 |
      And it is intended to reinvest for A rev with:
        | into contracts | $105 |
        | into leaps     | $35  |
      And it is not proposed to reserve tax for A com

    @QUARTER-01 @QUARTER-02 @R-60
    Scenario Outline: Com's quarter ended at <gain> in all
      Given on Tuesday 5 May 2026 at 12:00, a realised gain happened in A com with:
        | gain | <change> |
      When the law decides
      Then it is <verdict> to reserve tax for A com
      And it is <verdict> to reinvest for A com

      Examples:
        | gain   | change   | verdict      |
        | $0.01  | -$99.99  | intended     |
        | $0     | -$100    | not proposed |
        | -$0.01 | -$100.01 | not proposed |

    @QUARTER-03 @R-39
    Scenario: The Com of a mini reserves and reinvests as well
      Given the kind of account A is mini
      When the law decides
      Then it is intended to reserve tax for A com
      And it is intended to reinvest for A com

    @QUARTER-04
    Scenario: Tax that was reserved is written down
      Given reserve_tax.confirmed happens in A rev with:
        | amount | $300.01 |
      When the law decides
      Then the law records tax reserved for A rev with:
        | amount | $300.01 |
      And QUARTER-04 decides for A rev
      And QUARTER-04 does not decide for A com

    @QUARTER-05
    Scenario: Gains that were reinvested are written down
      Given reinvest.confirmed happens in A com with:
        | into contracts | $52.50 |
        | into leaps     | $17.50 |
      When the law decides
      Then the law records gains reinvested for A com with:
        | into contracts | $52.50 |
        | into leaps     | $17.50 |
      And QUARTER-05 decides for A com
      And QUARTER-05 does not decide for A rev

    @QUARTER-04 @QUARTER-05
    Scenario: What was only sent is not written down
      Given reserve_tax.sent happens in A rev with:
        | amount | $300.01 |
      And reinvest.sent happens in A rev with:
        | into contracts | $525 |
        | into leaps     | $175 |
      When the law decides
      Then QUARTER-04 does not decide
      And QUARTER-05 does not decide

  Rule: Every $500,000 over base Rev forks a new full ALL-USE

    Background:
      Given the facts of "facts/fork.yaml"

    @REV-FORK-01 @REV-FORK-02 @REV-FORK-03 @R-16
    Scenario Outline: Rev has realised <gain>
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | <gain> |
      When the law decides
      Then it is <verdict> to fork a full ALL-USE of A rev
      And REV-FORK-01 <decides> for A rev
      And REV-FORK-02 <decides> for A rev
      And REV-FORK-03 <decides> for A rev

      Examples:
        | gain        | verdict      | decides         |
        | $499,999.99 | not proposed | does not decide |
        | $500,000.00 | intended     | decides         |

    @FORK-04 @FORK-05 @FORK-12 @REV-FORK-02 @R-16
    Scenario Outline: Rev has realised <gain>, which would be a mini of Gen's: Rev forks none
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | <gain> |
      When the law decides
      Then the profit over base of A rev is <gain>
      And it is not proposed to fork a mini ALL-USE of A rev
      And the law records no fork pending for A rev

      Examples:
        | gain     |
        | $100,000 |
        | $500,000 |

    @REV-FORK-02 @REV-FORK-03 @R-16
    Scenario: The tax reserve comes off first
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $650,000 |
      And on Wednesday 1 April 2026 at 10:00, reserve_tax.confirmed happened in A rev with:
        | amount | $150,000.01 |
      When the law decides
      Then the profit over base of A rev is $499,999.99
      And it is not proposed to fork a full ALL-USE of A rev

    @REV-FORK-02
    Scenario: Half a million goes out, once, and the next fork needs as much again
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $500,000 |
      When the law decides
      Then it is intended to fork a full ALL-USE of A rev only because of REV-FORK-02 and REV-FORK-03 with:
        | amount  | $500,000 |
        | for gen | $200,000 |
        | for rev | $150,000 |
        | for com | $150,000 |
      Given it is 12:01
      When the law decides
      Then it is not proposed to fork a full ALL-USE of A rev
      Given it is 12:02
      And fork_full.confirmed happens in A rev with:
        | amount | $500,000 |
      And the cash of A rev is $400,000
      When the law decides
      Then the profit over base of A rev is $0
      And REV-FORK-01 decides for A rev
      And it is not proposed to fork a full ALL-USE of A rev
      Given it is 12:03
      And a realised gain happens in A rev with:
        | gain | $500,000 |
      And the cash of A rev is $900,000
      When the law decides
      Then it is intended to fork a full ALL-USE of A rev because of REV-FORK-02

    @REV-FORK-01 @REV-FORK-02
    Scenario: A fork that was refused is tried again
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $500,000 |
      When the law decides
      Then it is intended to fork a full ALL-USE of A rev
      Given it is 12:01
      And fork_full.rejected happens in A rev with:
        | amount | $500,000 |
      When the law decides
      Then it is not proposed to fork a full ALL-USE of A rev
      Given it is 12:02
      When the law decides
      Then it is intended to fork a full ALL-USE of A rev because of REV-FORK-02

    @REV-FORK-01 @REV-FORK-02
    Scenario: Profit for two forks makes two, one after the other
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $1,000,000 |
      And the cash of A rev is $1,300,000
      When the law decides
      Then it is intended to fork a full ALL-USE of A rev
      Given it is 12:01
      And fork_full.confirmed happens in A rev with:
        | amount | $500,000 |
      When the law decides
      Then it is not proposed to fork a full ALL-USE of A rev
      Given it is 12:02
      When the law decides
      Then it is intended to fork a full ALL-USE of A rev because of REV-FORK-02

    @REV-FORK-02
    Scenario: A loss before the fork was made ends it
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $500,000 |
      And the cash of A rev is $499,999
      When the law decides
      Then it is proposed to fork a full ALL-USE of A rev
      Given it is 12:01
      And a realised gain happens in A rev with:
        | gain | -$0.01 |
      When the law decides
      Then it is not proposed to fork a full ALL-USE of A rev

    @REV-FORK-03 @REV-FORK-05 @R-16
    Scenario Outline: A fork waits for free cash: Rev has <cash>
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $500,000 |
      And the base of A rev is $100,000
      And the cash of A rev is <cash>
      When the law decides
      Then it is <verdict> to fork a full ALL-USE of A rev
      And REV-FORK-05 <pending> for A rev
      And the fork wanted of A rev is <wanted>

      Examples:
        | cash        | verdict      | pending         | wanted   |
        | $499,999.99 | not intended | decides         | $0       |
        | $500,000.00 | intended     | does not decide | $500,000 |

    @REV-FORK-05
    Scenario: A fork that has to wait is pending, and this is written down once
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $500,000 |
      And the cash of A rev is $499,999
      When the law decides
      Then the law records fork pending for A rev with:
        | amount | $500,000 |
      Given it is 12:01
      When the law decides
      Then the law records no fork pending

    @REV-FORK-05
    Scenario: A fork that has been sent is under way and not pending
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $500,000 |
      And so far A rev has a fork under way
      When the law decides
      Then it is forbidden to fork a full ALL-USE of A rev
      And REV-FORK-05 does not decide

    @REV-FORK-04 @REV-FORK-05 @R-17
    Scenario Outline: A full fork beside <minis> minis
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $500,000 |
      And these accounts:
        | account | user    | kind | opened on  | stress test |
        | M1      | owner   | mini | 2026-02-02 | no          |
        | M2      | owner   | mini | 2026-02-02 | no          |
        | M3      | <whose> | mini | 2026-02-02 | no          |
      When the law decides
      Then it is <verdict> to fork a full ALL-USE of A rev
      And REV-FORK-04 <decides> for owner
      And REV-FORK-05 <decides> for A rev

      Examples: Three, two and three are eight
        | minis | whose | verdict      | decides         |
        | 2     | other | intended     | does not decide |
        | 3     | owner | not intended | decides         |

    @REV-FORK-02 @R-39
    Scenario: A mini does not fork
      Given the kind of account A is mini
      And on Monday 2 March 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $500,000 |
      When the law decides
      Then REV-FORK-02 does not decide
      And REV-FORK-03 does not decide
      And the fork wanted of A rev is $0

  Rule: Rev's symbols are Nvidia and Tesla

    Background:
      Given the facts of "facts/wednesday.yaml"

    @REV-ENTRY-01
    Scenario Outline: Rev opens puts on <symbol>
      Given these underlyings:
        | underlying | instrument | price | has a chain | next earnings date | last earnings date | lot size |
        | <symbol>   | stock      | $100  | yes         | 2026-05-20         | 2026-01-29         | 100      |
      And these expiries:
        | expiry | underlying | date       |
        | NEW    | <symbol>   | 2026-04-17 |
      And these contracts:
        | contract | expiry | right | strike | expiry date | multiplier | tick | bid   | ask   | delta of the feed | delta of the model | open interest | volume | average daily volume | days to expiry | sessions to expiry |
        | NEW-ONE  | NEW    | put   | $99    | 2026-04-17  | 100        | 0.01 | $1.98 | $2.02 | 0.32              | 0.32               | 900           | 400    | 500                  | 2              | 3                  |
      When the law decides
      Then it is permitted to open a cash-secured put on NEW-ONE in A rev because of REV-ENTRY-01

      Examples:
        | symbol |
        | NVDA   |
        | TSLA   |
