Feature: §7 Assignment: an hour before the last close of the week, deep short options are prepared for it

  Rule: The check is an hour before the close, and stays open until the close

    @ASSIGN-01 @R-04
    Scenario Outline: <day>: the check is at <check>
      Given the facts of <facts>
      When the law decides
      Then the assignment check is <check>
      And ASSIGN-01 decides

      Examples:
        | day           | facts                      | check |
        | A full Friday | "facts/friday.yaml"        | 15:00 |
        | Christmas Eve | "facts/christmas-eve.yaml" | 12:00 |

    @ASSIGN-01
    Scenario: A day without a session has no check
      Given the facts of "facts/friday.yaml"
      And it is Saturday 18 April 2026 at 15:00
      And the session is not open
      And the session closes is none
      When the law decides
      Then the assignment check is unknown
      And ASSIGN-01 does not decide

    @ASSIGN-02 @R-04
    Scenario Outline: On Friday at <time> the deep put is <verdict>
      Given the facts of "facts/friday.yaml"
      And the delta of the feed of AAPL-260-PUT is 0.95
      And it is <time>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-260-PUT
      And ASSIGN-02 <decides> for AAPL-260-PUT

      Examples:
        | time     | verdict      | decides         |
        | 14:59:59 | not proposed | does not decide |
        | 15:00    | proposed     | decides         |
        | 15:59:59 | proposed     | decides         |

    @ASSIGN-02
    Scenario: After the close nothing is prepared
      Given the facts of "facts/friday.yaml"
      And the delta of the feed of AAPL-260-PUT is 0.95
      And it is 16:15
      And the session is not open
      When the law decides
      Then it is not proposed to prepare for assignment of AAPL-260-PUT
      And ASSIGN-02 does not decide for AAPL-260-PUT

    @ASSIGN-02 @R-04
    Scenario Outline: On Christmas Eve, the week's last session, at <time> the deep put is <verdict>
      Given the facts of "facts/christmas-eve.yaml"
      And the delta of the feed of AAPL-260-PUT is 0.95
      And it is <time>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-260-PUT

      Examples:
        | time     | verdict      |
        | 11:59:59 | not proposed |
        | 12:00    | proposed     |
        | 12:59:59 | proposed     |

    @ASSIGN-02 @R-04
    Scenario: When Good Friday is closed, Thursday at 15:00 it is
      Given the facts of "facts/friday.yaml"
      And it is Thursday 2 April 2026 at 15:00
      And the week last session is 2 April 2026
      And the delta of the feed of AAPL-260-PUT is 0.95
      When the law decides
      Then it is proposed to prepare for assignment of AAPL-260-PUT

    @ASSIGN-02
    Scenario: On Thursday of a full week nothing is prepared
      Given the facts of "facts/friday.yaml"
      And it is Thursday 16 April 2026 at 15:00
      And the delta of the feed of AAPL-260-PUT is 0.95
      When the law decides
      Then it is not proposed to prepare for assignment of AAPL-260-PUT
      And ASSIGN-02 does not decide for AAPL-260-PUT

  Rule: Deep is a delta of 0.95 or more

    Background:
      Given the facts of "facts/friday.yaml"

    @ASSIGN-02 @R-09
    Scenario Outline: Gen's put has a delta of <delta>: <verdict>
      Given the delta of the feed of AAPL-260-PUT is <delta>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-260-PUT
      And ASSIGN-02 <decides> for AAPL-260-PUT

      Examples:
        | delta  | verdict      | decides         |
        | 0.9499 | not proposed | does not decide |
        | 0.95   | proposed     | decides         |
        | 1      | proposed     | decides         |

    @ASSIGN-02 @R-09
    Scenario Outline: Com's call has a delta of <delta>: <verdict>
      Given the delta of the feed of AAPL-270-CALL is <delta>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-270-CALL
      And it is not proposed to prepare for assignment of AAPL-260-PUT

      Examples:
        | delta  | verdict      |
        | 0.9499 | not proposed |
        | 0.95   | proposed     |

    @ASSIGN-02 @R-22
    Scenario Outline: Where the feed tells no delta the model's counts: <delta>
      Given the delta of the feed of NVDA-185-PUT is unknown
      And the delta of the model of NVDA-185-PUT is <delta>
      When the law decides
      Then it is <verdict> to prepare for assignment of NVDA-185-PUT

      Examples:
        | delta  | verdict      |
        | 0.9499 | not proposed |
        | 0.95   | proposed     |

    @ASSIGN-02
    Scenario Outline: <quantity> contracts are left of the put: <verdict>
      Given the delta of the feed of AAPL-260-PUT is 0.95
      And the quantity of position P-1 is <quantity>
      When the law decides
      Then it is <verdict> to prepare for assignment of AAPL-260-PUT

      Examples:
        | quantity | verdict      |
        | 0        | not proposed |
        | 1        | proposed     |

    @ASSIGN-02
    Scenario: A long option is not assigned
      Given the delta of the feed of AAPL-260-PUT is 0.95
      And the side of position P-1 is long
      When the law decides
      Then it is not proposed to prepare for assignment of AAPL-260-PUT

    @ASSIGN-02 @R-40
    Scenario: Without a delta nothing is prepared, and somebody is called
      Given the delta of the feed of NVDA-185-PUT is unknown
      And the delta of the model of NVDA-185-PUT is unknown
      When the law decides
      Then it is not proposed to prepare for assignment of NVDA-185-PUT
      And an alarm names ASSIGN-02 for NVDA-185-PUT
      And no alarm names ASSIGN-02 for AAPL-260-PUT

    @ASSIGN-02 @LEVEL-10
    Scenario: What is prepared is recorded as intended, whatever the VIX
      Given the delta of the feed of AAPL-260-PUT is 0.99
      And the VIX is 81
      When the law decides
      Then it is intended to prepare for assignment of AAPL-260-PUT because of ASSIGN-02

    @ASSIGN-02
    Scenario: What is prepared in one session is not prepared again in it
      Given the delta of the feed of AAPL-260-PUT is 0.95
      When the law decides
      Then it is proposed to prepare for assignment of AAPL-260-PUT
      Given it is 15:05
      When the law decides
      Then it is not proposed to prepare for assignment of AAPL-260-PUT

    @ASSIGN-04
    Scenario Outline: A delta of <delta>: what is prepared is logged, with its contracts
      Given the delta of the feed of AAPL-260-PUT is <delta>
      When the law decides
      Then ASSIGN-04 <decides> for AAPL-260-PUT

      Examples:
        | delta  | decides         |
        | 0.9499 | does not decide |
        | 0.95   | decides         |

    @ASSIGN-04
    Scenario: The log names the contracts, once a session
      Given the delta of the feed of AAPL-260-PUT is 0.95
      When the law decides
      Then the law records assignment logged for AAPL-260-PUT with:
        | quantity | 3 contracts |
      Given it is 15:05
      When the law decides
      Then the law records no assignment logged

  Rule: Near the strike it is closed, deep it is prepared, else it expires

    @ASSIGN-02 @PIN-01 @R-27
    Scenario Outline: Apple at <price>, the put's strike 260, its delta <delta>
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is <price>
      And the delta of the feed of AAPL-260-PUT is <delta>
      When the law decides
      Then it is <closed> to close AAPL-260-PUT
      And it is <prepared> to prepare for assignment of AAPL-260-PUT

      Examples:
        | price   | delta  | closed       | prepared     |
        | $268    | 0.0100 | not proposed | not proposed |
        | $260.50 | 0.4100 | proposed     | not proposed |
        | $258    | 0.9400 | not proposed | not proposed |
        | $256    | 0.9900 | not proposed | proposed     |

  Rule: Puts pause while assigned shares are held

    @ASSIGN-03
    Scenario: A hundred assigned shares of SPY stop a put on SPY
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A gen  | SPY        | 100    | yes      |
      When the law decides
      Then it is forbidden to open a cash-secured put on SPY-684-PUT in A gen because of ASSIGN-03
      And ASSIGN-03 decides for SPY in A gen

    @ASSIGN-03
    Scenario: Shares that were bought stop nothing
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A gen  | SPY        | 100    | no       |
      When the law decides
      Then it is permitted to open a cash-secured put on SPY-684-PUT in A gen
      And ASSIGN-03 does not decide for SPY in A gen

    @ASSIGN-03
    Scenario Outline: Puts resume once the shares are called away: <shares> assigned shares are left
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding | sleeve | underlying | shares   | assigned |
        | H-1     | A gen  | SPY        | <shares> | yes      |
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen
      And ASSIGN-03 <decides> for SPY in A gen

      Examples:
        | shares | verdict   | decides         |
        | 0      | permitted | does not decide |
        | 1      | forbidden | decides         |

    @ASSIGN-03
    Scenario: Gen's assigned shares stop no put of another sleeve
      Given the facts of "facts/wednesday.yaml"
      And these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A gen  | NVDA       | 100    | yes      |
      When the law decides
      Then it is permitted to open a cash-secured put on NVDA-185-PUT in A rev

  Rule: On assignment the underlying turns to calls; calls are written, and puts resume when the shares are called away

    @ASSIGN-05 @R-11
    Scenario: A hundred shares of SPY are assigned to Gen: that is recorded, once
      Given the facts of "facts/thursday.yaml"
      And shares assigned happens in A gen with:
        | shares     | 100  |
        | price      | $684 |
        | underlying | SPY  |
      When the law decides
      Then the law records pivoted to calls for A gen with:
        | underlying | SPY |
      And ASSIGN-05 decides for SPY in A gen
      And ASSIGN-05 does not decide for AAPL in A gen
      And ASSIGN-05 does not decide for SPY in A rev
      When the law decides
      Then the law records no pivoted to calls

    @ASSIGN-05
    Scenario: Without an assignment nothing turns
      Given the facts of "facts/thursday.yaml"
      When the law decides
      Then the law records no pivoted to calls
      And ASSIGN-05 does not decide for SPY in A gen

    @ASSIGN-03 @ASSIGN-05 @CALLS-02 @CALL-06
    Scenario: The acceptance case: assigned, calls at 20-25 delta 5 sessions out, and after the calling away puts again
      Given the facts of "facts/thursday.yaml"
      And shares assigned happens in A gen with:
        | shares     | 100  |
        | price      | $260 |
        | underlying | AAPL |
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 100    | yes      |
      When the law decides
      Then the law records pivoted to calls for A gen
      And it is permitted to write a covered call on AAPL-272-CALL in A gen because of CALLS-02
      And it is forbidden to open a cash-secured put on AAPL-260-PUT in A gen because of ASSIGN-03
      Given it is 10:30
      And shares called away happens in A gen with:
        | shares     | 100  |
        | price      | $272 |
        | underlying | AAPL |
      And there is no holding A gen AAPL
      When the law decides
      Then it is forbidden to open a cash-secured put on AAPL-260-PUT in A gen only because of CALL-06
      Given it is Thursday 23 April 2026 at 10:00
      And the previous session is 22 April 2026
      And the next session is 24 April 2026
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And these contracts:
        | contract     | expiry date | days to expiry | sessions to expiry |
        | AAPL-260-PUT | 2026-04-24  | 1              | 2                  |
      When the law decides
      Then it is permitted to open a cash-secured put on AAPL-260-PUT in A gen
