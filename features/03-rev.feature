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
