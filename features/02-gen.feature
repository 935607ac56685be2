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
    Scenario: Shares below a hundred are too few for a call
      Given the shares of "A gen AAPL" is 99
      When the law decides
      Then it is permitted to write a covered call on AAPL-272-CALL in A gen
      And 0 contracts of AAPL-272-CALL in A gen are allocated
