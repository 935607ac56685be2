Feature: §2 Gen-Acc: puts on Thursday morning, preparing a roll, calls on assigned shares

  Rule: Gen opens puts with 0 or 1 day to expiry and a delta of 0.40 to 0.45, in its window, on its symbols

    Background:
      Given the facts of "facts/thursday.yaml"

    @GEN-ENTRY-01
    Scenario: The acceptance case: a put a symbol on Thursday morning, as many as the caps allow
      When the law decides
      Then it is permitted to open a cash-secured put on SPY-684-PUT in A gen only because of GEN-ENTRY-01
      And it is permitted to open a cash-secured put on AAPL-260-PUT in A gen only because of GEN-ENTRY-01
      And it is not permitted to open a cash-secured put on SPY-685-PUT in A gen because of GEN-ENTRY-01
      And 1 contract of SPY-684-PUT in A gen is allocated
      And 3 contracts of AAPL-260-PUT in A gen are allocated
      And GEN-ENTRY-01 decides for SPY-684-PUT in A gen
      And GEN-ENTRY-01 does not decide for SPY-685-PUT in A gen

    @GEN-ENTRY-01
    Scenario: The order is for the middle of the market, and at worst 5% below it
      When the law decides
      Then it is intended to open a cash-secured put on AAPL-260-PUT in A gen with:
        | quantity | 3 contracts |
        | limit    | $1.50       |
        | bound    | $1.43       |

    @GEN-ENTRY-01 @R-01
    Scenario: What the caps leave over is told, and is no error
      When the law decides
      Then A gen falls short of its goal by $233,600
      And the limit SYMBOL-CAP binds for AAPL in A gen

    @ALLOC-PUTS @R-01 @R-24
    Scenario: Most capital first, and only then most premium: 2 SPY and 10 Apple puts bind $396,800, 15 Apple puts $390,000
      Given the terms of account A set deploy symbol cap to 100%
      When the law decides
      Then 2 contracts of SPY-684-PUT in A gen are allocated
      And 10 contracts of AAPL-260-PUT in A gen are allocated
      And A gen falls short of its goal by $0

    @GEN-ENTRY-01
    Scenario Outline: A delta of <delta> is <verdict>
      Given the delta of the feed of SPY-684-PUT is <delta>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen because of GEN-ENTRY-01

      Examples:
        | delta  | verdict       |
        | 0.3999 | not permitted |
        | 0.40   | permitted     |
        | 0.45   | permitted     |
        | 0.4501 | not permitted |

    @GEN-ENTRY-01
    Scenario Outline: The record says by how much a delta of <delta> misses the band
      Given the delta of the feed of SPY-684-PUT is <delta>
      When the law decides
      Then the nearest miss to open a cash-secured put on SPY-684-PUT in A gen says <miss>

      Examples:
        | delta  | miss                               |
        | 0.4522 | "delta 0.4522 is 0.0022 above 0.4" |
        | 0.3999 | "delta 0.3999 is 0.0001 below 0.4" |

    @GEN-ENTRY-01 @GEN-01 @GEN-02 @R-03
    Scenario Outline: <days> to expiry: <verdict>
      Given the days to expiry of SPY-684-PUT is <days>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen because of GEN-ENTRY-01
      And GEN-01 does not decide for account A
      And GEN-02 decides for account A

      Examples:
        | days   | verdict       |
        | 0 days | permitted     |
        | 1 day  | permitted     |
        | 2 days | not permitted |

    @GEN-ENTRY-01 @GEN-01 @GEN-02
    Scenario Outline: In stress-test mode, <days> to expiry: <verdict>
      Given account A has a stress test
      And the days to expiry of SPY-684-PUT is <days>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen because of GEN-ENTRY-01
      And the fewest days to expiry for Gen of account A is 1 day
      And the most days to expiry for Gen of account A is 3 days
      And GEN-01 decides for account A
      And GEN-02 decides for account A

      Examples:
        | days   | verdict       |
        | 0 days | not permitted |
        | 1 day  | permitted     |
        | 3 days | permitted     |
        | 4 days | not permitted |

    @GEN-01 @GEN-02
    Scenario: Without the stress test it is today or tomorrow
      When the law decides
      Then the fewest days to expiry for Gen of account A is 0 days
      And the most days to expiry for Gen of account A is 1 day

    @GEN-02 @GEN-ENTRY-01
    Scenario: An account may keep to puts that expire today
      Given the terms of account A set gen days high to 0 days
      When the law decides
      Then the most days to expiry for Gen of account A is 0 days
      And it is not permitted to open a cash-secured put on SPY-684-PUT in A gen because of GEN-ENTRY-01
      And GEN-02 does not decide for account A

    @GEN-02 @GEN-ENTRY-01
    Scenario Outline: An account may look up to 8 days ahead: <days>
      Given the terms of account A set gen days high to 8 days
      And the days to expiry of SPY-684-PUT is <days>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen

      Examples:
        | days   | verdict       |
        | 8 days | permitted     |
        | 9 days | not permitted |

    @GEN-ENTRY-01 @R-03
    Scenario: Gen counts calendar days, so over a weekend a put with 2 sessions is too long
      Given the days to expiry of SPY-684-PUT is 3 days
      And the sessions to expiry of SPY-684-PUT is 2 sessions
      When the law decides
      Then it is not permitted to open a cash-secured put on SPY-684-PUT in A gen because of GEN-ENTRY-01

    @GEN-ENTRY-01 @WINDOW-01
    Scenario Outline: At <time> it is <verdict>
      Given it is <time>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen

      Examples:
        | time     | verdict       |
        | 09:44:59 | not permitted |
        | 09:45    | permitted     |
        | 11:00    | permitted     |
        | 11:00:01 | not permitted |

    @GEN-ENTRY-01
    Scenario: Not on a symbol that is not Gen's, even where Gen holds its shares
      Given these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen NVDA | A gen  | NVDA       | 100    | no       |
      And the days to expiry of NVDA-185-PUT is 1 day
      And the delta of the feed of NVDA-185-PUT is 0.4250
      When the law decides
      Then it is not permitted to open a cash-secured put on NVDA-185-PUT in A gen because of GEN-ENTRY-01
      And GEN-ENTRY-01 does not decide for NVDA-185-PUT in A gen

    @GEN-ENTRY-01
    Scenario: An account may have symbols of its own
      Given the terms of account A set entry symbols for gen to AAPL and QQQ
      When the law decides
      Then it is permitted to open a cash-secured put on AAPL-260-PUT in A gen
      And 8 candidates are left out because "not a symbol of the sleeve"

    @GEN-ENTRY-01
    Scenario: A call is no put
      Given the right of SPY-684-PUT is call
      And these holdings:
        | holding   | sleeve | underlying | shares | assigned |
        | A gen SPY | A gen  | SPY        | 100    | yes      |
      When the law decides
      Then it is forbidden to open a cash-secured put on SPY-684-PUT in A gen
      And GEN-ENTRY-01 does not decide for SPY-684-PUT in A gen

    @GEN-ENTRY-01
    Scenario: Without a delta nothing is opened
      Given the delta of the feed of AAPL-260-PUT is unknown
      And the delta of the model of AAPL-260-PUT is unknown
      When the law decides
      Then it is not permitted to open a cash-secured put on AAPL-260-PUT in A gen because of GEN-ENTRY-01
      And it is permitted to open a cash-secured put on SPY-684-PUT in A gen

    @GEN-ENTRY-01 @R-08
    Scenario Outline: Nothing is opened on an old quote: <age>
      Given the bid of AAPL-260-PUT is <age> old
      When the law decides
      Then it is <verdict> to open a cash-secured put on AAPL-260-PUT in A gen

      Examples:
        | age        | verdict   |
        | 30 seconds | permitted |
        | 31 seconds | forbidden |

  Rule: Gen prepares a roll where the price is one ATR below the strike
    Apple's ATR is $5, so for a put of strike 260 that is at $255.

    Background:
      Given the facts of "facts/friday.yaml"

    @GEN-ROLL-01
    Scenario Outline: Apple at <price>
      Given the price of AAPL is <price>
      When the law decides
      Then it is proposed to prepare a roll of AAPL-260-PUT only because of GEN-ROLL-01
      And it is intended to prepare a roll of AAPL-260-PUT
      And GEN-ROLL-01 decides for AAPL-260-PUT

      Examples:
        | price   |
        | $255    |
        | $244.99 |

    @GEN-ROLL-01
    Scenario: Apple a hundredth of a cent higher: nothing to prepare
      Given the price of AAPL is $255.0001
      When the law decides
      Then it is not proposed to prepare a roll of AAPL-260-PUT
      And GEN-ROLL-01 does not decide for AAPL-260-PUT

    @GEN-ROLL-01
    Scenario: Only what is below the strike counts: a short call is not rolled
      Given the price of AAPL is $255
      When the law decides
      Then it is not proposed to prepare a roll of AAPL-270-CALL

    @GEN-ROLL-01
    Scenario: A long put is not rolled
      Given the price of AAPL is $255
      And the side of position P-1 is long
      When the law decides
      Then it is not proposed to prepare a roll of AAPL-260-PUT

    @GEN-ROLL-01 @R-08
    Scenario Outline: A price of $257 that is <age> old is watched as <watched>
      Given the price of AAPL is $257, <age> old
      When the law decides
      Then the price watched of AAPL is <watched>
      And it is <verdict> to prepare a roll of AAPL-260-PUT

      Examples:
        | age        | watched | verdict      |
        | 30 seconds | $257    | not proposed |
        | 31 seconds | $254.43 | proposed     |

    @GEN-ROLL-01 @R-40
    Scenario: Without a price nothing is prepared, and somebody is called
      Given the price of AAPL is unknown
      When the law decides
      Then it is not proposed to prepare a roll of AAPL-260-PUT
      And an alarm names GEN-ROLL-01 for AAPL-260-PUT

  Rule: On assigned shares Gen writes calls 5 sessions out, with a delta of 0.20 to 0.25

    Background:
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 300    | yes      |

    @CALLS-01 @CALLS-02 @R-11
    Scenario: Three hundred shares came by assignment, so three calls are written
      When the law decides
      Then the assigned shares of AAPL in A gen is 300
      And it is permitted to write a covered call on AAPL-272-CALL in A gen only because of CALLS-02
      And 3 contracts of AAPL-272-CALL in A gen are allocated
      And 0 contracts of AAPL-270-CALL in A gen are allocated
      And CALLS-01 decides for AAPL in A gen
      And CALLS-02 decides for AAPL-272-CALL in A gen

    @CALLS-01
    Scenario: Shares of several assignments are counted together, those that were bought are not
      Given these holdings:
        | holding          | sleeve | underlying | shares | assigned |
        | A gen AAPL later | A gen  | AAPL       | 200    | yes      |
        | A gen AAPL other | A gen  | AAPL       | 100    | no       |
      When the law decides
      Then the assigned shares of AAPL in A gen is 500

    @CALLS-01
    Scenario: Shares of one symbol in one sleeve are none of another symbol or sleeve
      When the law decides
      Then the assigned shares of SPY in A gen is 0
      And the assigned shares of AAPL in A rev is 0
      And CALLS-01 does not decide for SPY in A gen

    @CALLS-01
    Scenario: On shares that were not assigned nothing is written
      Given these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 300    | no       |
      When the law decides
      Then the assigned shares of AAPL in A gen is 0
      And 2 candidates are left out because "a call, and no assigned shares are held"
      And CALLS-01 does not decide for AAPL in A gen

    @CALLS-02 @R-11
    Scenario Outline: A call of delta <delta> is <verdict>
      Given the delta of the feed of AAPL-272-CALL is <delta>
      When the law decides
      Then it is <verdict> to write a covered call on AAPL-272-CALL in A gen because of CALLS-02

      Examples:
        | delta  | verdict       |
        | 0.1999 | not permitted |
        | 0.20   | permitted     |
        | 0.25   | permitted     |
        | 0.2501 | not permitted |

    @CALLS-02 @R-03
    Scenario Outline: A call with <sessions> to expiry is <verdict>
      Given the sessions to expiry of AAPL-272-CALL is <sessions>
      When the law decides
      Then it is <verdict> to write a covered call on AAPL-272-CALL in A gen because of CALLS-02

      Examples:
        | sessions   | verdict       |
        | 4 sessions | not permitted |
        | 5 sessions | permitted     |
        | 6 sessions | not permitted |

    @CALLS-02
    Scenario Outline: On <weekday> at <time> calls are written too: this needs no entry window
      Given it is <weekday> <date> at <time>
      When the law decides
      Then A gen is not in the entry window
      And it is permitted to write a covered call on AAPL-272-CALL in A gen

      Examples:
        | weekday  | date          | time  |
        | Thursday | 16 April 2026 | 15:30 |
        | Tuesday  | 14 April 2026 | 10:00 |

    @CALLS-02
    Scenario: After hours nothing is written
      Given it is 16:30
      And the session is not open
      When the law decides
      Then it is not permitted to write a covered call on AAPL-272-CALL in A gen because of CALLS-02
      And CALLS-02 does not decide for AAPL-272-CALL in A gen

    @CALLS-02
    Scenario: One assigned share permits a call, though it carries none
      Given the shares of "A gen AAPL" is 1
      When the law decides
      Then it is permitted to write a covered call on AAPL-272-CALL in A gen because of CALLS-02
      And 0 contracts of AAPL-272-CALL in A gen are allocated

    @CALLS-02
    Scenario: A put is no call
      Given the delta of the feed of AAPL-260-PUT is 0.22
      And the sessions to expiry of AAPL-260-PUT is 5 sessions
      When the law decides
      Then it is not permitted to write a covered call on AAPL-260-PUT in A gen
      And CALLS-02 does not decide for AAPL-260-PUT in A gen

    @GEN-ENTRY-01
    Scenario: A call is no put, even where puts on assigned shares are waived through
      Given a waiver suspends ASSIGN-03
      And the delta of the feed of AAPL-272-CALL is 0.4250
      And the days to expiry of AAPL-272-CALL is 1 day
      When the law decides
      Then it is not permitted to open a cash-secured put on AAPL-272-CALL in A gen
      And GEN-ENTRY-01 does not decide for AAPL-272-CALL in A gen

    @CALLS-02
    Scenario: Shares below a hundred are too few for a call
      Given the shares of "A gen AAPL" is 99
      When the law decides
      Then it is permitted to write a covered call on AAPL-272-CALL in A gen
      And 0 contracts of AAPL-272-CALL in A gen are allocated

    @CALLS-02 @R-11
    Scenario Outline: An account may have a band of its own for calls on assigned shares: <delta>
      Given the terms of account A set calls delta low to 0.15
      And the terms of account A set calls delta high to 0.30
      And the delta of the feed of AAPL-272-CALL is <delta>
      When the law decides
      Then it is <verdict> to write a covered call on AAPL-272-CALL in A gen

      Examples:
        | delta  | verdict       |
        | 0.1499 | not permitted |
        | 0.15   | permitted     |
        | 0.30   | permitted     |
        | 0.3001 | not permitted |

  Rule: A roll is prepared once a session

    @GEN-ROLL-01
    Scenario: The price stays below, and falls again on another day
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $255
      When the law decides
      Then it is intended to prepare a roll of AAPL-260-PUT because of GEN-ROLL-01
      Given it is 15:01
      When the law decides
      Then it is not proposed to prepare a roll of AAPL-260-PUT
      Given it is Monday 20 April 2026 at 10:00
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 17 April 2026
      And the next session is 21 April 2026
      When the law decides
      Then it is intended to prepare a roll of AAPL-260-PUT because of GEN-ROLL-01

    @GEN-ROLL-01
    Scenario: Each position has its own
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $255
      When the law decides
      Then it is intended to prepare a roll of AAPL-260-PUT because of GEN-ROLL-01
      Given it is 15:01
      And these positions:
        | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-9      | A gen  | AAPL-260-PUT | short | income  | 1        | $1.50           | 2026-04-16 | no           |
      When the law decides
      Then it is intended to prepare a roll of P-9 because of GEN-ROLL-01

  Rule: Every $100,000 over base Gen forks a mini ALL-USE

    Background:
      Given the facts of "facts/fork.yaml"

    @FORK-01 @R-16
    Scenario: Profit is what was realised, less tax that was reserved, less what was forked
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $230,000 |
      And on Tuesday 3 March 2026 at 10:00, reserve_tax.confirmed happened in A gen with:
        | amount | $4,000 |
      And on Wednesday 4 March 2026 at 10:00, fork_mini.confirmed happened in A gen with:
        | amount | $100,000 |
      And on Thursday 5 March 2026 at 10:00, fork_full.confirmed happened in A gen with:
        | amount | $20,000 |
      When the law decides
      Then the profit over base of A gen is $106,000
      And the profit over base of A rev is $0
      And FORK-01 decides for A gen
      And FORK-01 does not decide for A rev

    @FORK-01 @R-16
    Scenario: A gain on paper is no profit
      Given the cash of A gen is $10,000,000
      When the law decides
      Then the profit over base of A gen is $0
      And it is not proposed to fork a mini ALL-USE of A gen

    @FORK-04 @FORK-05 @FORK-06 @R-16
    Scenario Outline: Gen has realised <gain>
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | <gain> |
      When the law decides
      Then it is <verdict> to fork a mini ALL-USE of A gen
      And FORK-04 <decides> for A gen
      And FORK-05 <decides> for A gen
      And FORK-06 <decides> for A gen

      Examples:
        | gain        | verdict      | decides         |
        | $99,999.99  | not proposed | does not decide |
        | $100,000.00 | intended     | decides         |

    @FORK-05 @FORK-06
    Scenario: The acceptance case: $100,000 go out, the base stays, and the next fork needs as much again
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $130,000 |
      When the law decides
      Then it is intended to fork a mini ALL-USE of A gen only because of FORK-05 and FORK-06 with:
        | amount  | $100,000 |
        | for gen | $50,000  |
        | for com | $50,000  |
      Given it is 12:01
      And fork_mini.sent happens in A gen with:
        | amount | $100,000 |
      When the law decides
      Then it is not proposed to fork a mini ALL-USE of A gen
      Given it is 12:02
      And fork_mini.confirmed happens in A gen with:
        | amount | $100,000 |
      And the cash of A gen is $500,000
      When the law decides
      Then the profit over base of A gen is $30,000
      And the law records capital forked for A gen with:
        | amount | $100,000 |
      And it is not proposed to fork a mini ALL-USE of A gen
      Given it is 12:03
      When the law decides
      Then it is not proposed to fork a mini ALL-USE of A gen
      Given it is 12:04
      And a realised gain happens in A gen with:
        | gain | $70,000 |
      When the law decides
      Then it is intended to fork a mini ALL-USE of A gen because of FORK-05

    @FORK-04 @FORK-05
    Scenario: Profit for two forks makes two, one after the other
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $200,000 |
      When the law decides
      Then it is intended to fork a mini ALL-USE of A gen
      Given it is 12:01
      And fork_mini.sent happens in A gen with:
        | amount | $100,000 |
      And fork_mini.confirmed happens in A gen with:
        | amount | $100,000 |
      And the cash of A gen is $500,000
      When the law decides
      Then it is not proposed to fork a mini ALL-USE of A gen
      And FORK-04 decides for A gen
      Given it is 12:02
      When the law decides
      Then it is intended to fork a mini ALL-USE of A gen because of FORK-05

    @FORK-04 @FORK-05
    Scenario: A fork that was refused is tried again
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $100,000 |
      When the law decides
      Then it is intended to fork a mini ALL-USE of A gen
      Given it is 12:01
      And fork_mini.rejected happens in A gen with:
        | amount | $100,000 |
      When the law decides
      Then it is not proposed to fork a mini ALL-USE of A gen
      Given it is 12:02
      When the law decides
      Then it is intended to fork a mini ALL-USE of A gen because of FORK-05

    @FORK-05
    Scenario: A loss before the fork was made ends it, and the profit that comes back does not make it twice
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $100,000 |
      And the cash of A gen is $99,999
      When the law decides
      Then it is proposed to fork a mini ALL-USE of A gen
      And it is not intended to fork a mini ALL-USE of A gen
      Given it is 12:01
      And a realised gain happens in A gen with:
        | gain | -$0.01 |
      When the law decides
      Then it is not proposed to fork a mini ALL-USE of A gen
      Given it is 12:02
      And a realised gain happens in A gen with:
        | gain | $0.01 |
      And the cash of A gen is $600,000
      When the law decides
      Then it is intended to fork a mini ALL-USE of A gen
      Given it is 12:03
      When the law decides
      Then it is not proposed to fork a mini ALL-USE of A gen

    @FORK-06 @R-16
    Scenario Outline: A fork waits for free cash: Gen has <cash>
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $100,000 |
      And the base of A gen is $100,000
      And the cash of A gen is <cash>
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A gen  | AAPL-260-PUT | short | 1        | held   |
      When the law decides
      Then it is <verdict> to fork a mini ALL-USE of A gen
      And FORK-12 <pending> for A gen

      Examples: One put binds $26,000
        | cash     | verdict      | pending         |
        | $125,999 | not intended | decides         |
        | $126,000 | intended     | does not decide |

    @FORK-12 @R-16
    Scenario: A fork that has to wait is pending, and this is written down once
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $100,000 |
      And the cash of A gen is $99,999
      When the law decides
      Then the law records fork pending for A gen with:
        | amount | $100,000 |
      Given it is 12:01
      When the law decides
      Then the law records no fork pending
      Given it is 12:02
      And the cash of A gen is $100,000
      When the law decides
      Then it is intended to fork a mini ALL-USE of A gen

    @FORK-12
    Scenario: A fork that has been sent is under way and not pending
      Given on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $100,000 |
      And the cash of A gen is $99,999
      And so far A gen has a fork under way
      When the law decides
      Then FORK-12 does not decide

    @FORK-12
    Scenario: Where nothing is due, nothing is pending
      Given the cash of A gen is $0
      When the law decides
      Then FORK-12 does not decide
      And the law records no fork pending

    @FORK-13
    Scenario: What a mini and a full fork took out is written down together
      Given fork_mini.confirmed happens in A gen with:
        | amount | $100,000 |
      And fork_full.confirmed happens in A gen with:
        | amount | $7 |
      When the law decides
      Then the law records capital forked for A gen with:
        | amount | $100,007 |
      And FORK-13 decides for A gen
      And FORK-13 does not decide for A rev

    @FORK-13
    Scenario Outline: Capital is out when it is confirmed: <event>
      Given <event> happens in A gen with:
        | amount | $100,000 |
      When the law decides
      Then FORK-13 <decides>

      Examples:
        | event               | decides         |
        | fork_mini.confirmed | decides         |
        | fork_full.confirmed | decides         |
        | fork_mini.sent      | does not decide |
        | fork_mini.rejected  | does not decide |

    @FORK-05 @R-39
    Scenario: A mini does not fork
      Given the kind of account A is mini
      And on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $100,000 |
      When the law decides
      Then FORK-05 does not decide
      And FORK-06 does not decide
      And the fork wanted of A gen is $0

  Rule: A user has eight sub-accounts; a full account takes three, a mini one

    Background:
      Given the facts of "facts/fork.yaml"
      And on Monday 2 March 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $100,000 |

    @FORK-02 @FORK-03 @R-39
    Scenario: One full account and one mini take four
      Given these accounts:
        | account | user  | kind | opened on  | stress test |
        | M1      | owner | mini | 2026-02-02 | no          |
        | B       | other | full | 2026-02-02 | no          |
      When the law decides
      Then the sub-accounts taken of account A are 3
      And the sub-accounts taken of account M1 are 1
      And the sub-accounts in use of owner are 4
      And the sub-accounts in use of other are 3
      And FORK-02 decides for account A
      And FORK-03 decides for owner

    @FORK-03
    Scenario: Who has no account has no sub-account
      When the law decides
      Then the sub-accounts in use of other are 0
      And FORK-03 does not decide for other

    @FORK-07 @FORK-12 @R-17
    Scenario Outline: A fork beside <minis> minis
      Given these accounts:
        | account | user    | kind | opened on  | stress test |
        | M1      | owner   | mini | 2026-02-02 | no          |
        | M2      | owner   | mini | 2026-02-02 | no          |
        | M3      | owner   | mini | 2026-02-02 | no          |
        | M4      | owner   | mini | 2026-02-02 | no          |
        | M5      | <whose> | mini | 2026-02-02 | no          |
      When the law decides
      Then it is <verdict> to fork a mini ALL-USE of A gen
      And FORK-07 <decides> for owner
      And FORK-12 <decides> for A gen

      Examples: Seven and one are eight; with eight it waits and is pending
        | minis | whose | verdict      | decides         |
        | 4     | other | intended     | does not decide |
        | 5     | owner | not intended | decides         |

    @FORK-08 @FORK-09 @R-17
    Scenario Outline: While <event> a fork of Rev, Gen waits
      Given <event> happens in A rev with:
        | amount | $500,000 |
      When the law decides
      Then it is <verdict> to fork a mini ALL-USE of A gen
      And FORK-08 <decides> for A rev
      And FORK-09 <decides> for owner

      Examples:
        | event               | verdict   | decides         |
        | fork_full.sent      | forbidden | decides         |
        | fork_mini.sent      | forbidden | decides         |
        | fork_full.in_doubt  | permitted | does not decide |
        | fork_full.confirmed | permitted | does not decide |

    @FORK-08 @FORK-09
    Scenario Outline: A fork that was under way is over with <event>
      Given so far A rev has a fork under way
      And <event> happens in A rev with:
        | amount | $500,000 |
      When the law decides
      Then FORK-08 <decides> for A rev
      And FORK-09 <binds> for owner

      Examples:
        | event               | decides         | binds           |
        | fork_full.confirmed | decides         | does not decide |
        | fork_full.rejected  | decides         | does not decide |
        | fork_mini.confirmed | decides         | does not decide |
        | fork_mini.rejected  | decides         | does not decide |
        | fork_full.in_doubt  | does not decide | decides         |

    @FORK-08
    Scenario: What was sent and made at once is not under way
      Given fork_full.sent happens in A rev with:
        | amount | $500,000 |
      And fork_full.confirmed happens in A rev with:
        | amount | $500,000 |
      When the law decides
      Then FORK-08 does not decide
      And FORK-09 does not decide

    @FORK-09
    Scenario: A fork of another user is no matter of this one
      Given these accounts:
        | account | user  | kind | opened on  | stress test |
        | B       | other | full | 2026-02-02 | no          |
      And these sleeves:
        | sleeve | account | kind | cash     | base     | reinvested |
        | B gen  | B       | gen  | $400,000 | $400,000 | $0         |
      And fork_mini.sent happens in B gen with:
        | amount | $100,000 |
      When the law decides
      Then it is permitted to fork a mini ALL-USE of A gen

    @FORK-10 @FORK-11 @FORK-06 @R-62
    Scenario: Gen and Rev both have a fork due: the smaller one goes first
      Given on Monday 2 March 2026 at 10:01, a realised gain happened in A rev with:
        | gain | $500,000 |
      When the law decides
      Then the fork wanted of A gen is $100,000
      And the fork wanted of A rev is $500,000
      And the fork wanted of A com is $0
      And the next to fork of owner is A gen
      And it is intended to fork a mini ALL-USE of A gen
      And it is not intended to fork a full ALL-USE of A rev
      And FORK-10 decides for A gen
      And FORK-10 does not decide for A com
      And FORK-11 decides for owner
      And FORK-06 decides for A gen
      And REV-FORK-03 does not decide for A rev

    @FORK-10 @FORK-11
    Scenario Outline: What a sleeve wants to fork now: Gen's profit is <gain> and its cash <cash>
      Given a realised gain happens in A gen with:
        | gain | <gain> |
      And the cash of A gen is <cash>
      And the base of A gen is $50,000
      When the law decides
      Then the fork wanted of A gen is <wanted>
      And the next to fork of owner is <next>

      Examples: It has realised $100,000 before
        | gain    | cash       | wanted   | next  |
        | $0      | $100,000   | $100,000 | A gen |
        | $0      | $99,999.99 | $0       | none  |
        | -$0.01  | $100,000   | $0       | none  |

    @FORK-10
    Scenario: Com forks nothing, whatever it has gained
      Given a realised gain happens in A com with:
        | gain | $1,000,000 |
      And the cash of A com is $2,000,000
      When the law decides
      Then the fork wanted of A com is $0
      And it is not proposed to fork a full ALL-USE of A com

    @FORK-11 @FORK-06 @R-62
    Scenario: Two accounts of one user, one sub-account left: only one forks
      Given these accounts:
        | account | user  | kind | opened on  | stress test |
        | B       | owner | full | 2026-02-02 | no          |
        | M1      | owner | mini | 2026-02-02 | no          |
      And these sleeves:
        | sleeve | account | kind | cash     | base     | reinvested |
        | B gen  | B       | gen  | $600,000 | $400,000 | $0         |
      And a realised gain happens in B gen with:
        | gain | $100,000 |
      When the law decides
      Then the sub-accounts in use of owner are 7
      And the next to fork of owner is A gen
      And it is intended to fork a mini ALL-USE of A gen
      And it is not intended to fork a mini ALL-USE of B gen

  Rule: A mini lives at most three years or until three times its capital, then it is wound up and merged

    Background:
      Given the facts of "facts/mini.yaml"

    @SPLIT-01
    Scenario: A mini has half in Gen's style and half in Com's
      When the law decides
      Then the target share of M gen is 50%
      And the target share of M com is 50%
      And the target capital of M gen is $50,000

    @MINI-01 @MINI-M1
    Scenario Outline: It was opened on 18 April 2023, and today is <day>
      Given it is <day> at 12:00
      When the law decides
      Then the life of the mini of account M is <life>
      And MINI-M1 <decides> for account M

      Examples: Three years end on 18 April 2026
        | day                    | life   | decides         |
        | Friday 17 April 2026   | living | does not decide |
        | Saturday 18 April 2026 | ending | decides         |

    @MINI-01 @MINI-M2 @R-63
    Scenario Outline: Its Gen has <cash>, its Com $50,000, and its capital was $100,000
      Given the cash of M gen is <cash>
      When the law decides
      Then the life of the mini of account M is <life>
      And MINI-M2 <decides> for account M

      Examples:
        | cash        | life   | decides         |
        | $249,999.99 | living | does not decide |
        | $250,000    | ending | decides         |

    @MINI-M2
    Scenario: A mini without capital does not end for having three times nothing
      Given the base of M gen is $0
      And the base of M com is $0
      And the cash of M gen is $0
      And the cash of M com is $0
      When the law decides
      Then the life of the mini of account M is living

    @MINI-M2 @R-63
    Scenario: Once it ends it does not come back to life
      Given so far the life of the mini of account M is ending
      When the law decides
      Then the life of the mini of account M is ending
      And MINI-M1 does not decide
      And MINI-M2 does not decide

    @MINI-01
    Scenario: A full account does not end
      Given it is Monday 5 January 2026 at 12:00
      And the cash of A gen is $10,000,000
      When the law decides
      Then MINI-M1 does not decide for account A
      And MINI-M2 does not decide for account A

    @MINI-02
    Scenario Outline: A mini that is <life> and its puts
      Given so far the life of the mini of account M is <life>
      And it is Thursday 16 April 2026 at 10:00
      And the cash of M gen is $150,000
      And the base of M gen is $150,000
      And the cash of M com is $50,000
      And the days to expiry of AAPL-260-PUT is 1 day
      When the law decides
      Then it is <verdict> to open a cash-secured put on AAPL-260-PUT in M gen
      And MINI-02 <decides> for account M
      And MINI-02 does not decide for account A

      Examples:
        | life   | verdict   | decides         |
        | living | permitted | does not decide |
        | ending | forbidden | decides         |
        | closed | forbidden | decides         |

    @MINI-03
    Scenario: All is in cash
      When the law decides
      Then account M is all in cash
      And MINI-03 decides for account M

    @MINI-03
    Scenario Outline: <what> is no cash
      Given these positions:
        | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | M gen  | AAPL-260-PUT | short | income  | <put>    | $1.50           | 2026-04-16 | no           |
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source  |
        | E-1      | M gen  | AAPL-260-PUT | short | <order>  | working |
      And these holdings:
        | holding    | sleeve | underlying | shares  | assigned |
        | M com AAPL | M com  | AAPL       | <share> | no       |
      When the law decides
      Then account M <is> all in cash

      Examples:
        | what       | put | order | share | is     |
        | Nothing    | 0   | 0     | 0     | is     |
        | A position | 1   | 0     | 0     | is not |
        | An order   | 0   | 1     | 0     | is not |
        | A share    | 0   | 0     | 1     | is not |

    @MINI-03
    Scenario: What its parent holds is no matter
      Given these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A com AAPL | A com  | AAPL       | 100    | no       |
      When the law decides
      Then account M is all in cash
      And account A is not all in cash

    @MINI-04 @MINI-05
    Scenario Outline: A mini that is <life> and holds 100 shares
      Given so far the life of the mini of account M is <life>
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | M com AAPL | M com  | AAPL       | 100    | no       |
      When the law decides
      Then it is <verdict> to liquidate before a merge of account M
      And MINI-04 <decides> for account M
      And MINI-05 <decides> for account M

      Examples:
        | life   | verdict      | decides         |
        | living | not proposed | does not decide |
        | ending | intended     | decides         |
        | closed | not proposed | does not decide |

    @MINI-04
    Scenario: It is told once a session to turn all into cash
      Given so far the life of the mini of account M is ending
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | M com AAPL | M com  | AAPL       | 100    | no       |
      When the law decides
      Then it is intended to liquidate before a merge of account M because of MINI-04
      Given it is 12:01
      When the law decides
      Then it is not proposed to liquidate before a merge of account M
      Given it is Monday 20 April 2026 at 12:00
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 17 April 2026
      And the next session is 21 April 2026
      When the law decides
      Then it is intended to liquidate before a merge of account M because of MINI-04

    @MINI-04
    Scenario: Where all is in cash there is nothing to turn into cash
      Given so far the life of the mini of account M is ending
      When the law decides
      Then it is not proposed to liquidate before a merge of account M
      And MINI-04 does not decide

    @MINI-05
    Scenario: After hours nothing can be sold
      Given so far the life of the mini of account M is ending
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | M com AAPL | M com  | AAPL       | 100    | no       |
      And it is 17:00
      And the session is not open
      When the law decides
      Then it is not permitted to liquidate before a merge of account M
      And MINI-05 does not decide

    @MINI-06
    Scenario: Its parent's Com is found by the name of the account
      When the law decides
      Then the home sleeve of account M is A com
      And MINI-06 decides for account M

    @MINI-06
    Scenario Outline: Its parent is <parent>
      Given the parent of account M is <parent>
      When the law decides
      Then the home sleeve of account M is <home>
      And MINI-06 does not decide

      Examples:
        | parent  | home    |
        | Z       | none    |
        | unknown | unknown |

    @MINI-07 @MINI-08
    Scenario Outline: All is cash, and the mini is <life>
      Given so far the life of the mini of account M is <life>
      When the law decides
      Then it is <verdict> to merge account M
      And MINI-07 <decides> for account M
      And MINI-08 <decides> for account M

      Examples:
        | life   | verdict      | decides         |
        | living | not proposed | does not decide |
        | ending | intended     | decides         |
        | closed | not proposed | does not decide |

    @MINI-07 @MINI-08 @R-16
    Scenario: Its value goes to its parent's Com, once
      Given so far the life of the mini of account M is ending
      And the cash of M gen is $61,000.50
      When the law decides
      Then it is intended to merge account M only because of MINI-07 and MINI-08 with:
        | into  | A com       |
        | value | $111,000.50 |
      Given it is 12:01
      And merge.sent happens in account M
      When the law decides
      Then it is not proposed to merge account M

    @MINI-07
    Scenario: A merge that was refused is tried again
      Given so far the life of the mini of account M is ending
      When the law decides
      Then it is intended to merge account M
      Given it is 12:01
      And merge.rejected happens in account M
      When the law decides
      Then it is intended to merge account M because of MINI-07

    @MINI-07 @MINI-08 @R-16
    Scenario: A merge moves cash, not shares
      Given so far the life of the mini of account M is ending
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | M com AAPL | M com  | AAPL       | 100    | no       |
      When the law decides
      Then it is not proposed to merge account M
      And MINI-07 does not decide
      And MINI-08 does not decide

    @MINI-07
    Scenario: Where its parent is not known it does not merge, and somebody is called
      Given so far the life of the mini of account M is ending
      And the parent of account M is unknown
      When the law decides
      Then it is not proposed to merge account M
      And an alarm names MINI-07 for account M

    @MINI-07
    Scenario: Where its parent has no Com any more it does not merge
      Given so far the life of the mini of account M is ending
      And the parent of account M is Z
      When the law decides
      Then it is not proposed to merge account M
      And no alarm names MINI-07

    @MINI-01 @MINI-M1 @MINI-M3
    Scenario: A merge that was made on the day on which it ends goes before
      Given it is Saturday 18 April 2026 at 12:00
      And merge.confirmed happens in account M with:
        | into  | A com    |
        | value | $104,000 |
      When the law decides
      Then the life of the mini of account M is closed
      And MINI-M3 decides for account M
      And MINI-M1 does not decide

    @MINI-M2
    Scenario: One cent of capital is a capital
      Given the base of M gen is $0.01
      And the base of M com is $0
      And the cash of M gen is $0.03
      And the cash of M com is $0
      When the law decides
      Then the life of the mini of account M is ending

    @MINI-01 @MINI-M3
    Scenario Outline: A merge was made while the mini was <life>
      Given so far the life of the mini of account M is <life>
      And merge.confirmed happens in account M with:
        | into  | A com    |
        | value | $104,000 |
      When the law decides
      Then the life of the mini of account M is closed
      And MINI-M3 decides for account M
      And the law records merged for account M with:
        | value | $104,000 |

      Examples:
        | life   |
        | living |
        | ending |

    @MINI-M3
    Scenario: A merge that was only sent has moved nothing
      Given so far the life of the mini of account M is ending
      And merge.sent happens in account M
      When the law decides
      Then the life of the mini of account M is ending
      And MINI-M3 does not decide
      And the law records no merged

  Rule: Gen never reinvests

    @GEN-03 @QUARTER-03 @R-32
    Scenario Outline: On the quarter day <sleeve> and its gain
      Given the facts of "facts/quarter-day.yaml"
      And on Monday 4 May 2026 at 12:00, a realised gain happened in <sleeve> with:
        | gain | $1,000 |
      When the law decides
      Then it is <verdict> to reinvest for <sleeve>
      And GEN-03 <decides> for <sleeve>

      Examples:
        | sleeve | verdict      | decides         |
        | A gen  | forbidden    | decides         |
        | A rev  | permitted    | does not decide |
        | A com  | permitted    | does not decide |

  Rule: Gen's symbols are Apple, Microsoft, Amazon, Alphabet's GOOG, and the funds SPY, QQQ and IWM

    Background:
      Given the facts of "facts/thursday.yaml"

    @GEN-ENTRY-01
    Scenario Outline: Gen opens puts on <symbol>
      Given these underlyings:
        | underlying | instrument | price | has a chain | next earnings date | last earnings date | lot size |
        | <symbol>   | stock      | $100  | yes         | 2026-05-20         | 2026-01-29         | 100      |
      And these expiries:
        | expiry | underlying | date       |
        | NEW    | <symbol>   | 2026-04-17 |
      And these contracts:
        | contract | expiry | right | strike | expiry date | multiplier | tick | bid   | ask   | delta of the feed | delta of the model | open interest | volume | average daily volume | days to expiry | sessions to expiry |
        | NEW-ONE  | NEW    | put   | $99    | 2026-04-17  | 100        | 0.01 | $1.98 | $2.02 | 0.42              | 0.42               | 900           | 400    | 500                  | 1              | 2                  |
      When the law decides
      Then it is permitted to open a cash-secured put on NEW-ONE in A gen because of GEN-ENTRY-01

      Examples:
        | symbol |
        | AAPL   |
        | MSFT   |
        | AMZN   |
        | GOOG   |
        | SPY    |
        | QQQ    |
        | IWM    |
