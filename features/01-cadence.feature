Feature: §1 Weekly cadence: windows, earnings, the end of the week, which contract is meant

  Rule: Each sleeve opens on its own morning, from 09:45 to 11:00

    @WINDOW-01
    Scenario Outline: <sleeve> may open on <weekday> at <time>
      Given the facts of "facts/thursday.yaml"
      And it is <weekday> <date> at <time>
      When the law decides
      Then <sleeve> is in the entry window
      And WINDOW-01 decides for <sleeve>

      Examples:
        | sleeve | weekday   | date          | time  |
        | A gen  | Thursday  | 16 April 2026 | 09:45 |
        | A gen  | Thursday  | 16 April 2026 | 11:00 |
        | A rev  | Wednesday | 15 April 2026 | 09:45 |
        | A rev  | Wednesday | 15 April 2026 | 11:00 |
        | A com  | Monday    | 13 April 2026 | 09:45 |
        | A com  | Monday    | 13 April 2026 | 11:00 |

    @WINDOW-01
    Scenario Outline: <sleeve> may not open on <weekday> at <time>
      Given the facts of "facts/thursday.yaml"
      And it is <weekday> <date> at <time>
      When the law decides
      Then <sleeve> is not in the entry window
      And WINDOW-01 does not decide for <sleeve>

      Examples: A second too early, a second too late
        | sleeve | weekday   | date          | time     |
        | A gen  | Thursday  | 16 April 2026 | 09:44:59 |
        | A gen  | Thursday  | 16 April 2026 | 11:00:01 |
        | A rev  | Wednesday | 15 April 2026 | 09:44:59 |
        | A rev  | Wednesday | 15 April 2026 | 11:00:01 |
        | A com  | Monday    | 13 April 2026 | 09:44:59 |
        | A com  | Monday    | 13 April 2026 | 11:00:01 |

      Examples: The morning of another sleeve, or of none
        | sleeve | weekday   | date          | time  |
        | A gen  | Wednesday | 15 April 2026 | 10:00 |
        | A gen  | Friday    | 17 April 2026 | 10:00 |
        | A rev  | Thursday  | 16 April 2026 | 10:00 |
        | A com  | Tuesday   | 14 April 2026 | 10:00 |

    @WINDOW-01 @R-04
    Scenario: A sleeve whose morning falls on a holiday does not open that week
      Given the facts of "facts/thursday.yaml"
      And it is Thursday 26 November 2026 at 10:00
      And the session is not open
      When the law decides
      Then A gen is not in the entry window
      And WINDOW-01 does not decide for A gen

    @WINDOW-01 @R-04
    Scenario Outline: On a day that ends at 13:00 the window is as always: <time>
      Given the facts of "facts/christmas-eve.yaml"
      And it is <time>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen

      Examples:
        | time     | verdict       |
        | 09:44:59 | not permitted |
        | 09:45    | permitted     |
        | 11:00    | permitted     |
        | 11:00:01 | not permitted |

    @WINDOW-01
    Scenario Outline: The clock of New York counts, in winter and in summer: <date>
      Given the facts of "facts/thursday.yaml"
      And times are those of America/New_York
      And it is Thursday <date> at 09:45
      When the law decides
      Then A gen is in the entry window

      Examples:
        | date            |
        | 5 March 2026    |
        | 12 March 2026   |
        | 29 October 2026 |
        | 5 November 2026 |

    @WINDOW-01
    Scenario Outline: An account may have a window of its own: <time>
      Given the facts of "facts/thursday.yaml"
      And the terms of account A set entry closes for gen to 11:30
      And it is <time>
      When the law decides
      Then A gen <is> in the entry window

      Examples:
        | time     | is     |
        | 11:30    | is     |
        | 11:30:01 | is not |

  Rule: The last session of the week has a management window of 75 minutes that ends 15 minutes before the close

    @WINDOW-02 @WINDOW-03
    Scenario: After a full session it runs from 14:30 to 15:45
      Given the facts of "facts/friday.yaml"
      When the law decides
      Then the start of the management window is 14:30
      And the end of the management window is 15:45
      And WINDOW-02 decides
      And WINDOW-03 decides

    @WINDOW-02 @WINDOW-03 @R-04
    Scenario: When the session ends at 13:00 it runs from 11:30 to 12:45
      Given the facts of "facts/christmas-eve.yaml"
      When the law decides
      Then the start of the management window is 11:30
      And the end of the management window is 12:45

    @WINDOW-02 @WINDOW-03 @WINDOW-04
    Scenario: A day without a session has neither a management window nor a report cut
      Given the facts of "facts/friday.yaml"
      And it is Saturday 18 April 2026 at 15:00
      And the session is not open
      And the session closes is none
      When the law decides
      Then the start of the management window is unknown
      And the end of the management window is unknown
      And the report cut is unknown
      And WINDOW-02 does not decide
      And WINDOW-03 does not decide
      And WINDOW-04 does not decide

    @WINDOW-05
    Scenario Outline: On Friday at <time> positions are managed
      Given the facts of "facts/friday.yaml"
      And it is <time>
      When the law decides
      Then the management window is open
      And WINDOW-05 decides

      Examples:
        | time  |
        | 14:30 |
        | 15:45 |

    @WINDOW-05
    Scenario Outline: On Friday at <time> positions are not managed
      Given the facts of "facts/friday.yaml"
      And it is <time>
      When the law decides
      Then the management window is not open
      And WINDOW-05 does not decide

      Examples:
        | time     |
        | 14:29:59 |
        | 15:45:01 |

    @WINDOW-05 @R-04
    Scenario Outline: On Christmas Eve at <time> the management window is <state>
      Given the facts of "facts/christmas-eve.yaml"
      And it is <time>
      When the law decides
      Then the management window is <state>

      Examples:
        | time     | state    |
        | 11:29:59 | not open |
        | 11:30    | open     |
        | 12:45    | open     |
        | 12:45:01 | not open |

    @WINDOW-05
    Scenario: While trading is suspended nothing is managed
      Given the facts of "facts/friday.yaml"
      And the session is not open
      When the law decides
      Then the management window is not open
      And WINDOW-05 does not decide

    @WINDOW-05
    Scenario: On Thursday of a full week nothing is managed
      Given the facts of "facts/thursday.yaml"
      And it is 15:00
      When the law decides
      Then the management window is not open

    @WINDOW-05 @R-04
    Scenario: When Good Friday is closed, Thursday takes over its duties at its usual hours
      Given the facts of "facts/thursday.yaml"
      And it is Thursday 2 April 2026 at 14:30
      And the week last session is 2 April 2026
      When the law decides
      Then the management window is open
      And the start of the management window is 14:30
      And the report cut is 16:30

    @WINDOW-05 @R-04
    Scenario: On the closed Friday itself nothing is managed
      Given the facts of "facts/friday.yaml"
      And it is Friday 3 April 2026 at 15:00
      And the session is not open
      And the session closes is none
      And the week last session is 2 April 2026
      When the law decides
      Then the management window is not open
      And WINDOW-05 does not decide

  Rule: The weekly report is cut half an hour after the close

    @WINDOW-04
    Scenario: After a full session at 16:30
      Given the facts of "facts/friday.yaml"
      When the law decides
      Then the report cut is 16:30
      And WINDOW-04 decides

    @WINDOW-04 @R-04
    Scenario: After a session that ends at 13:00, at 13:30
      Given the facts of "facts/christmas-eve.yaml"
      When the law decides
      Then the report cut is 13:30

  Rule: No put on a stock that reports this week

    @EARNINGS-01 @EARNINGS-02
    Scenario Outline: Apple reports on <date>, in this week, and no put is opened on it
      Given the facts of "facts/thursday.yaml"
      And the <which> earnings date of AAPL is <date>
      When the law decides
      Then AAPL has a report this week
      And it is forbidden to open a cash-secured put on AAPL-260-PUT in A gen only because of EARNINGS-02
      And EARNINGS-01 decides for AAPL
      And EARNINGS-02 decides for AAPL

      Examples:
        | which | date          |
        | last  | 13 April 2026 |
        | last  | 15 April 2026 |
        | next  | 16 April 2026 |
        | next  | 17 April 2026 |

    @EARNINGS-01 @EARNINGS-02
    Scenario Outline: Apple reports on <date>, in another week
      Given the facts of "facts/thursday.yaml"
      And the <which> earnings date of AAPL is <date>
      When the law decides
      Then AAPL has no report this week
      And it is permitted to open a cash-secured put on AAPL-260-PUT in A gen
      And EARNINGS-01 does not decide for AAPL
      And EARNINGS-02 does not decide for AAPL

      Examples:
        | which | date          |
        | last  | 10 April 2026 |
        | last  | 12 April 2026 |
        | next  | 18 April 2026 |
        | next  | 20 April 2026 |

    @EARNINGS-01 @EARNINGS-02 @R-21
    Scenario: A stock of which no next date is known is treated as reporting
      Given the facts of "facts/thursday.yaml"
      And the next earnings date of AAPL is unknown
      When the law decides
      Then it is forbidden to open a cash-secured put on AAPL-260-PUT in A gen only because of EARNINGS-02
      And EARNINGS-02 decides for AAPL
      And EARNINGS-01 does not decide for AAPL

    @EARNINGS-02 @R-21
    Scenario Outline: What is no stock never reports, and nobody asks for its date: <kind>
      Given the facts of "facts/thursday.yaml"
      And the instrument of SPY is <kind>
      And the next earnings date of SPY is unknown
      When the law decides
      Then it is permitted to open a cash-secured put on SPY-684-PUT in A gen
      And EARNINGS-02 does not decide for SPY

      Examples:
        | kind  |
        | fund  |
        | index |

    @EARNINGS-02
    Scenario: Rev heeds it too
      Given the facts of "facts/wednesday.yaml"
      And the next earnings date of NVDA is 16 April 2026
      When the law decides
      Then it is forbidden to open a cash-secured put on NVDA-185-PUT in A rev only because of EARNINGS-02

    @EARNINGS-02
    Scenario: Com may still write calls on a stock that reports
      Given the facts of "facts/monday.yaml"
      And the next earnings date of MSFT is 15 April 2026
      When the law decides
      Then it is permitted to write a covered call on MSFT-395-CALL in A com

  Rule: A short option that expires today within half a percent of its strike is closed

    @PIN-01 @R-27
    Scenario Outline: Apple at <price>, the put's strike 260: closed
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is <price>
      When the law decides
      Then it is proposed to close AAPL-260-PUT because of PIN-01
      And it is intended to close AAPL-260-PUT
      And PIN-01 decides for AAPL-260-PUT

      Examples:
        | price   |
        | $258.70 |
        | $260    |
        | $261.30 |

    @PIN-01 @R-27
    Scenario Outline: Apple at <price>, the put's strike 260: left to expire
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is <price>
      When the law decides
      Then it is not proposed to close AAPL-260-PUT
      And PIN-01 does not decide for AAPL-260-PUT

      Examples:
        | price     |
        | $258.6999 |
        | $261.3001 |

    @PIN-01 @R-08
    Scenario Outline: Apple at the strike exactly, by a price that is <age> old
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $260, <age> old
      When the law decides
      Then it is <verdict> to close AAPL-260-PUT

      Examples: a usable price counts without a buffer
        | age         | verdict      |
        | 31 seconds  | proposed     |
        | 300 seconds | proposed     |
        | 301 seconds | not proposed |

    @PIN-01
    Scenario Outline: Com's short call, strike 270, is treated alike: Apple at <price>
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is <price>
      When the law decides
      Then it is <verdict> to close AAPL-270-CALL

      Examples:
        | price     | verdict      |
        | $268.6499 | not proposed |
        | $268.65   | proposed     |
        | $271.35   | proposed     |
        | $271.3501 | not proposed |

    @PIN-01
    Scenario: All of it is bought back, at mid, and at most 5% above mid
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $260.50
      And the bid of AAPL-260-PUT is $0.40
      And the ask of AAPL-260-PUT is $0.42
      When the law decides
      Then it is intended to close AAPL-260-PUT because of PIN-01 with:
        | quantity | 3 contracts |
        | limit    | $0.41       |
        | bound    | $0.43       |

    @PIN-01
    Scenario Outline: At the strike at <time>
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $260
      And it is <time>
      When the law decides
      Then it is <verdict> to close AAPL-260-PUT

      Examples:
        | time     | verdict      |
        | 14:29:59 | not proposed |
        | 14:30    | proposed     |
        | 15:45    | proposed     |
        | 15:45:01 | not proposed |

    @PIN-01 @R-04
    Scenario Outline: At the strike on Christmas Eve at <time>
      Given the facts of "facts/christmas-eve.yaml"
      And the price of AAPL is $260
      And it is <time>
      When the law decides
      Then it is <verdict> to close AAPL-260-PUT

      Examples:
        | time     | verdict      |
        | 11:29:59 | not proposed |
        | 11:30    | proposed     |
        | 12:45    | proposed     |
        | 12:45:01 | not proposed |

    @PIN-01
    Scenario: What expires on another day is not closed today
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $260
      And the expiry date of AAPL-260-PUT is 20 April 2026
      When the law decides
      Then it is not proposed to close AAPL-260-PUT
      And PIN-01 does not decide for AAPL-260-PUT

    @PIN-01
    Scenario: A long option is not closed
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $260
      And the side of position P-1 is long
      When the law decides
      Then it is not proposed to close AAPL-260-PUT

    @PIN-01 @R-40
    Scenario: With an unknown price nothing is closed, and somebody is called
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is unknown
      When the law decides
      Then it is not proposed to close AAPL-260-PUT
      And an alarm names PIN-01 for AAPL-260-PUT
      And no alarm names PIN-01 for NVDA-185-PUT

  Rule: The feed's delta counts where it is at hand, else the model's; within one expiry they are never mixed

    @DELTA-01 @DELTA-02 @R-22
    Scenario: The feed's deltas are at hand
      Given the facts of "facts/thursday.yaml"
      When the law decides
      Then SPY-FRI has the deltas of the feed
      And the delta of SPY-684-PUT is 0.4250
      And DELTA-01 decides for SPY-FRI
      And DELTA-02 decides for SPY-684-PUT

    @DELTA-01 @DELTA-02 @R-22
    Scenario: The feed tells no delta for an expiry, so its model deltas count
      Given the facts of "facts/thursday.yaml"
      And the delta of the feed of SPY-684-PUT is unknown
      And the delta of the feed of SPY-685-PUT is unknown
      When the law decides
      Then SPY-FRI has no deltas of the feed
      And the delta of SPY-684-PUT is 0.4240
      And the delta of SPY-685-PUT is 0.4690
      And the delta of AAPL-260-PUT is 0.4200
      And DELTA-01 does not decide for SPY-FRI
      And DELTA-01 decides for AAPL-FRI

    @DELTA-02 @R-22
    Scenario: The feed tells a delta for one contract of the expiry only, so the other has none
      Given the facts of "facts/thursday.yaml"
      And the delta of the feed of SPY-684-PUT is unknown
      When the law decides
      Then the delta of SPY-684-PUT is unknown
      And the delta of SPY-685-PUT is 0.4700
      And DELTA-02 does not decide for SPY-684-PUT
      And it is not permitted to open a cash-secured put on SPY-684-PUT in A gen because of GEN-ENTRY-01

    @DELTA-01 @DELTA-02 @R-22
    Scenario: A quote without a bid is one-sided, and the feed's delta for it does not count
      Given the facts of "facts/thursday.yaml"
      And the bid of SPY-685-PUT is $0
      When the law decides
      Then the delta of SPY-685-PUT is unknown
      And the delta of SPY-684-PUT is 0.4250
      And DELTA-02 does not decide for SPY-685-PUT

    @DELTA-01 @DELTA-02 @R-22
    Scenario: One-sided quotes throughout, so the feed's deltas count for none
      Given the facts of "facts/thursday.yaml"
      And the bid of SPY-685-PUT is $0
      And the ask of SPY-684-PUT is unknown
      When the law decides
      Then SPY-FRI has no deltas of the feed
      And the delta of SPY-685-PUT is 0.4690

    @DELTA-01 @DELTA-02 @R-22
    Scenario Outline: Deltas of the feed that are <age> old
      Given the facts of "facts/thursday.yaml"
      And the delta of the feed of SPY-684-PUT is <age> old
      And the delta of the feed of SPY-685-PUT is <age> old
      When the law decides
      Then the delta of SPY-684-PUT is <delta>

      Examples:
        | age        | delta  |
        | 30 seconds | 0.4250 |
        | 31 seconds | 0.4240 |

    @DELTA-03 @R-22
    Scenario Outline: The feed says <feed>, the model <model>: with the other delta the verdict would be another
      Given the facts of "facts/thursday.yaml"
      And the delta of the feed of SPY-684-PUT is <feed>
      And the delta of the model of SPY-684-PUT is <model>
      When the law decides
      Then SPY-684-PUT in A gen is judged differently by the other delta
      And DELTA-03 decides for SPY-684-PUT in A gen

      Examples:
        | feed   | model  |
        | 0.45   | 0.4501 |
        | 0.4501 | 0.45   |
        | 0.40   | 0.3999 |
        | 0.3999 | 0.40   |

    @DELTA-03 @R-22
    Scenario Outline: The feed says <feed>, the model <model>: the verdict is the same with both
      Given the facts of "facts/thursday.yaml"
      And the delta of the feed of SPY-684-PUT is <feed>
      And the delta of the model of SPY-684-PUT is <model>
      When the law decides
      Then SPY-684-PUT in A gen is not judged differently by the other delta
      And DELTA-03 does not decide for SPY-684-PUT in A gen

      Examples:
        | feed   | model   |
        | 0.45   | 0.40    |
        | 0.4501 | 0.3999  |
        | 0.4250 | unknown |

    @DELTA-03 @R-22
    Scenario: A call on assigned shares is judged by the band for such calls
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 300    | yes      |
      And the delta of the feed of AAPL-272-CALL is 0.25
      And the delta of the model of AAPL-272-CALL is 0.2501
      When the law decides
      Then AAPL-272-CALL in A gen is judged differently by the other delta

    @DELTA-03 @R-22
    Scenario: A call of Com is judged by Com's own band
      Given the facts of "facts/monday.yaml"
      And the terms of account A set entry delta low for com to 0.15
      And the delta of the feed of MSFT-395-CALL is 0.15
      And the delta of the model of MSFT-395-CALL is 0.1499
      When the law decides
      Then MSFT-395-CALL in A com is judged differently by the other delta

    @DELTA-02 @R-22
    Scenario: A quote without an ask is one-sided as well
      Given the facts of "facts/thursday.yaml"
      And the ask of SPY-685-PUT is unknown
      When the law decides
      Then the delta of SPY-685-PUT is unknown
      And the delta of SPY-684-PUT is 0.4250

    @DELTA-01 @DELTA-02 @R-22
    Scenario: The least bid is a bid
      Given the facts of "facts/thursday.yaml"
      And the bid of AAPL-260-PUT is $0.0001
      And the ask of AAPL-260-PUT is $0.0002
      When the law decides
      Then AAPL-FRI has the deltas of the feed
      And the delta of AAPL-260-PUT is 0.4200

    @DELTA-04 @R-22
    Scenario: The feed has deltas for the expiry
      Given the facts of "facts/thursday.yaml"
      When the law decides
      Then the source of the delta of SPY-684-PUT in A gen is feed
      And DELTA-04 decides for SPY-684-PUT in A gen

    @DELTA-01 @DELTA-04 @R-22
    Scenario: A feed's delta without a known bid does not keep the model from being used
      Given the facts of "facts/thursday.yaml"
      And the delta of the feed of SPY-685-PUT is unknown
      And the bid of SPY-684-PUT is unknown
      When the law decides
      Then the source of the delta of SPY-684-PUT in A gen is model
      And the delta of SPY-684-PUT is 0.4240
      And DELTA-01 does not decide for SPY-FRI

  Rule: One contract of a symbol is meant: nearest the middle of the band, then the nearer expiry, then the lower strike of puts and the higher of calls

    @STRIKE-01 @R-24
    Scenario: The middle of each band
      Given the facts of "facts/thursday.yaml"
      When the law decides
      Then the middle of the delta band of A gen is 0.425
      And the middle of the delta band of A rev is 0.325
      And the middle of the delta band of A com is 0.225
      And STRIKE-01 decides for A gen

    @STRIKE-01
    Scenario: An account's own band has a middle of its own
      Given the facts of "facts/thursday.yaml"
      And the terms of account A set entry delta low for gen to 0.35
      When the law decides
      Then the middle of the delta band of A gen is 0.40
      And the middle of the delta band of A rev is 0.325

    @STRIKE-01
    Scenario: Where there is no sleeve there is no band
      Given the facts of "facts/thursday.yaml"
      And there are no sleeves
      When the law decides
      Then STRIKE-01 does not decide

    @STRIKE-02 @R-24
    Scenario Outline: SPY puts of delta <delta of 684> and <delta of 685>: <picked> is nearest 0.425
      Given the facts of "facts/thursday.yaml"
      And the delta of the feed of SPY-684-PUT is <delta of 684>
      And the delta of the feed of SPY-685-PUT is <delta of 685>
      When the law decides
      Then the put picked for SPY in A gen is <picked>
      And STRIKE-02 decides for SPY in A gen

      Examples: The nearer to the middle
        | delta of 684 | delta of 685 | picked      |
        | 0.4100       | 0.4399       | SPY-685-PUT |
        | 0.4100       | 0.4401       | SPY-684-PUT |

      Examples: Equally near, of one expiry: the lower strike
        | delta of 684 | delta of 685 | picked      |
        | 0.4100       | 0.4400       | SPY-684-PUT |

      Examples: Only one in the band, though at its edge
        | delta of 684 | delta of 685 | picked      |
        | 0.3999       | 0.4500       | SPY-685-PUT |

    @STRIKE-02 @R-24
    Scenario Outline: An Nvidia put for Friday of strike 187 and delta <Friday>, one for Monday of strike 185 and delta <Monday>: <picked>
      Given the facts of "facts/wednesday.yaml"
      And the delta of the feed of NVDA-187-PUT is <Friday>
      And the delta of the feed of NVDA-185-PUT-MON is <Monday>
      And the delta of the feed of NVDA-185-PUT is 0.2999
      When the law decides
      Then the put picked for NVDA in A rev is <picked>

      Examples: Equally near the middle: the nearer expiry, and not the lower strike
        | Friday | Monday | picked       |
        | 0.3350 | 0.3150 | NVDA-187-PUT |

      Examples: The middle goes before the expiry
        | Friday | Monday | picked           |
        | 0.3351 | 0.3150 | NVDA-185-PUT-MON |

    @STRIKE-02
    Scenario: No put in the band, none picked
      Given the facts of "facts/thursday.yaml"
      And the delta of the feed of SPY-684-PUT is 0.3999
      When the law decides
      Then the put picked for SPY in A gen is none
      And 0 contracts of SPY-684-PUT in A gen are allocated
      And STRIKE-02 does not decide for SPY in A gen
      And STRIKE-02 decides for AAPL in A gen

    @STRIKE-02
    Scenario: Only what is permitted is picked: the nearest put has too few contracts open
      Given the facts of "facts/wednesday.yaml"
      And the open interest of NVDA-185-PUT-MON is 499 contracts
      When the law decides
      Then the put picked for NVDA in A rev is NVDA-185-PUT

    @STRIKE-03 @R-24
    Scenario Outline: Apple calls of delta <delta of 270> and <delta of 272>: <picked>
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 300    | yes      |
      And the delta of the feed of AAPL-270-CALL is <delta of 270>
      And the delta of the feed of AAPL-272-CALL is <delta of 272>
      When the law decides
      Then the call picked for AAPL in A gen is <picked>
      And STRIKE-03 decides for AAPL in A gen

      Examples: The nearer to 0.225
        | delta of 270 | delta of 272 | picked        |
        | 0.2299       | 0.2200       | AAPL-270-CALL |
        | 0.2301       | 0.2200       | AAPL-272-CALL |

      Examples: Equally near: the higher strike
        | delta of 270 | delta of 272 | picked        |
        | 0.2300       | 0.2200       | AAPL-272-CALL |

    @STRIKE-03
    Scenario: No shares, no call
      Given the facts of "facts/thursday.yaml"
      When the law decides
      Then the call picked for AAPL in A gen is none
      And STRIKE-03 does not decide for AAPL in A gen

  Rule: What a sleeve could never mean is counted and not judged

    @LOOK-01
    Scenario: Gen and Rev look at puts on their own symbols
      Given the facts of "facts/thursday.yaml"
      When the law decides
      Then 6 candidates are left out because "not a symbol of the sleeve"
      And 2 candidates are left out because "a call, and no assigned shares are held"
      And LOOK-01 decides for A gen
      And LOOK-01 decides for A rev

    @LOOK-01
    Scenario: Only puts on its own symbols are listed, so Gen looks at all of them
      Given the facts of "facts/thursday.yaml"
      And there are no contracts of underlying NVDA
      And there are no contracts of expiry AAPL-WED
      When the law decides
      Then no candidates are left out because "a call, and no assigned shares are held"
      And LOOK-01 does not decide for A gen

    @LOOK-01
    Scenario: With assigned shares Gen looks at calls on them
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 100    | yes      |
      When the law decides
      Then no candidates are left out because "a call, and no assigned shares are held"
      And it is permitted to write a covered call on AAPL-272-CALL in A gen

    @LOOK-01
    Scenario: Shares of a symbol that is not the sleeve's own are looked at, and no put is opened on them
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen NVDA | A gen  | NVDA       | 100    | no       |
      And the days to expiry of NVDA-185-PUT is 1 day
      And the delta of the feed of NVDA-185-PUT is 0.4250
      When the law decides
      Then it is not permitted to open a cash-secured put on NVDA-185-PUT in A gen because of GEN-ENTRY-01
      And 5 candidates are left out because "not a symbol of the sleeve"

    @LOOK-01
    Scenario Outline: A SPY put that expires in <days> is <looked at>
      Given the facts of "facts/thursday.yaml"
      And the days to expiry of SPY-684-PUT is <days>
      When the law decides
      Then <later> candidates are left out because "expires later than the law looks"
      And <expired> candidates are left out because "has expired"
      And LOOK-01 decides for A gen

      Examples:
        | days    | looked at     | later | expired |
        | -1 days | not looked at | 0     | 1       |
        | 0 days  | looked at     | 0     | 0       |
        | 13 days | looked at     | 0     | 0       |
        | 14 days | not looked at | 1     | 0       |

    @LOOK-01
    Scenario: An account may look further
      Given the facts of "facts/thursday.yaml"
      And the terms of account A set looking put days to 14
      And the days to expiry of SPY-684-PUT is 14 days
      When the law decides
      Then no candidates are left out because "expires later than the law looks"

    @LOOK-01
    Scenario Outline: A SPY put of strike <strike>, SPY at $686
      Given the facts of "facts/thursday.yaml"
      And the strike of SPY-684-PUT is <strike>
      When the law decides
      Then <count> candidates are left out because "strike too far from the price"
      And LOOK-01 decides for A gen

      Examples: Up to 10% from the price it is looked at
        | strike    | count |
        | $617.40   | 0     |
        | $617.3999 | 1     |
        | $754.60   | 0     |
        | $754.6001 | 1     |

    @LOOK-01
    Scenario: Without a price no strike is too far, and nothing can be sized
      Given the facts of "facts/thursday.yaml"
      And the price of SPY is unknown
      When the law decides
      Then no candidates are left out because "strike too far from the price"
      And 0 contracts of SPY-684-PUT in A gen are allocated

    @LOOK-02
    Scenario: Com looks at calls on the shares that it holds
      Given the facts of "facts/friday.yaml"
      When the law decides
      Then 1 candidate is left out because "a put"
      And 1 candidate is left out because "no shares of the underlying are held"
      And LOOK-02 decides for A com

    @LOOK-02
    Scenario: Only calls on its shares are listed, so Com looks at all of them
      Given the facts of "facts/friday.yaml"
      And there are no positions
      And there are no exposures
      And there is no contract AAPL-260-PUT
      And there is no contract NVDA-185-PUT
      When the law decides
      Then no candidates are left out because "a put"
      And LOOK-02 does not decide for A com

    @LOOK-02
    Scenario Outline: A call on Com's shares that expires in <days>
      Given the facts of "facts/friday.yaml"
      And the days to expiry of AAPL-270-CALL is <days>
      When the law decides
      Then <later> candidates are left out because "expires later than the law looks"
      And <expired> candidates are left out because "has expired"
      And LOOK-02 decides for A com

      Examples:
        | days    | later | expired |
        | -1 days | 0     | 1       |
        | 0 days  | 0     | 0       |
        | 10 days | 0     | 0       |
        | 11 days | 1     | 0       |

    @LOOK-02
    Scenario Outline: A call on Com's shares of strike <strike>, Apple at $268
      Given the facts of "facts/friday.yaml"
      And the strike of AAPL-270-CALL is <strike>
      When the law decides
      Then <count> candidates are left out because "strike too far from the price"
      And LOOK-02 decides for A com

      Examples:
        | strike    | count |
        | $294.80   | 0     |
        | $294.8001 | 1     |

  Rule: A sleeve whose entry day is closed does not open that week, and this is reported

    @WINDOW-06 @WINDOW-07 @WINDOW-08
    Scenario Outline: On <weekday> the entry days of the week are the same
      Given the facts of "facts/thursday.yaml"
      And it is <weekday> <date> at 12:00
      When the law decides
      Then the days since Monday are <days>
      And the entry day of A com is 13 April 2026
      And the entry day of A rev is 15 April 2026
      And the entry day of A gen is 16 April 2026
      And WINDOW-08 decides for A gen

      Examples:
        | weekday   | date          | days   |
        | Monday    | 13 April 2026 | 0 days |
        | Tuesday   | 14 April 2026 | 1 day  |
        | Wednesday | 15 April 2026 | 2 days |
        | Thursday  | 16 April 2026 | 3 days |
        | Friday    | 17 April 2026 | 4 days |
        | Saturday  | 18 April 2026 | 5 days |
        | Sunday    | 19 April 2026 | 6 days |

    @WINDOW-06
    Scenario Outline: On <weekday> the table of days <decides>
      Given the facts of "facts/thursday.yaml"
      And it is <weekday> <date> at 12:00
      When the law decides
      Then WINDOW-06 <decides>

      Examples: Monday is what is left where no row holds
        | weekday | date          | decides         |
        | Monday  | 13 April 2026 | does not decide |
        | Tuesday | 14 April 2026 | decides         |

    @WINDOW-07
    Scenario Outline: An account whose Gen opens on <weekday>
      Given the facts of "facts/thursday.yaml"
      And the terms of account A set entry day for gen to <weekday>
      When the law decides
      Then the days from Monday to the entry day of A gen are <days>
      And the entry day of A gen is <date>
      And WINDOW-07 <decides> for A gen

      Examples:
        | weekday   | days   | date          | decides         |
        | Monday    | 0 days | 13 April 2026 | does not decide |
        | Tuesday   | 1 day  | 14 April 2026 | decides         |
        | Wednesday | 2 days | 15 April 2026 | decides         |
        | Thursday  | 3 days | 16 April 2026 | decides         |
        | Friday    | 4 days | 17 April 2026 | decides         |
        | Saturday  | 5 days | 18 April 2026 | decides         |
        | Sunday    | 6 days | 19 April 2026 | decides         |

    @WINDOW-09 @WINDOW-10 @R-04
    Scenario Outline: Thanksgiving, Thursday 26 November 2026, seen from <day>
      Given the facts of "facts/thursday.yaml"
      And times are those of America/New_York
      And it is <day> at 10:00
      And the week first session is 23 November 2026
      And the week last session is 27 November 2026
      And the previous session is <previous>
      And the next session is <next>
      When the law decides
      Then A gen has <a> closed entry day
      And A rev has no closed entry day
      And A com has no closed entry day
      And WINDOW-09 <decides> for A gen
      And WINDOW-10 <decides> for A gen
      And WINDOW-10 does not decide for A rev

      Examples: It is told as soon as the calendar shows it
        | day                        | previous         | next             | a  | decides         |
        | Tuesday 24 November 2026   | 23 November 2026 | 25 November 2026 | no | does not decide |
        | Wednesday 25 November 2026 | 24 November 2026 | 27 November 2026 | a  | decides         |
        | Friday 27 November 2026    | 25 November 2026 | 30 November 2026 | a  | decides         |

    @WINDOW-09 @WINDOW-10 @R-04
    Scenario Outline: On the holiday itself, with <what>
      Given the facts of "facts/thursday.yaml"
      And times are those of America/New_York
      And it is Thursday 26 November 2026 at 10:00
      And the week first session is 23 November 2026
      And the week last session is 27 November 2026
      And the previous session is 25 November 2026
      And the next session is 27 November 2026
      And the session opens is <opens>
      When the law decides
      Then A gen has <a> closed entry day
      And the law records <an> entry day without a session for A gen

      Examples:
        | what       | opens | a  | an |
        | no session | none  | a  | an |

    @WINDOW-09
    Scenario: Wednesday without a session is no matter of Gen's
      Given the facts of "facts/thursday.yaml"
      And it is Wednesday 15 April 2026 at 10:00
      And the session opens is none
      And the previous session is 14 April 2026
      And the next session is 16 April 2026
      When the law decides
      Then A gen has no closed entry day
      And A rev has a closed entry day

    @WINDOW-09
    Scenario Outline: In a full week, seen from <day>, no entry day is closed
      Given the facts of "facts/thursday.yaml"
      And it is <day> at 10:00
      And the previous session is <previous>
      And the next session is <next>
      When the law decides
      Then A gen has no closed entry day
      And A rev has no closed entry day
      And A com has no closed entry day
      And WINDOW-10 does not decide

      Examples:
        | day                     | previous      | next          |
        | Monday 13 April 2026    | 10 April 2026 | 14 April 2026 |
        | Tuesday 14 April 2026   | 13 April 2026 | 15 April 2026 |
        | Wednesday 15 April 2026 | 14 April 2026 | 16 April 2026 |
        | Thursday 16 April 2026  | 15 April 2026 | 17 April 2026 |
        | Friday 17 April 2026    | 16 April 2026 | 20 April 2026 |
        | Saturday 18 April 2026  | 17 April 2026 | 20 April 2026 |

    @WINDOW-09 @R-04
    Scenario: Memorial Day, Monday 25 May 2026: on Wednesday it is still known that Com did not open
      Given the facts of "facts/thursday.yaml"
      And it is Wednesday 27 May 2026 at 10:00
      And the week first session is 26 May 2026
      And the week last session is 29 May 2026
      And the previous session is 26 May 2026
      And the next session is 28 May 2026
      When the law decides
      Then A com has a closed entry day
      And A gen has no closed entry day

    @WINDOW-09 @R-04
    Scenario Outline: An account whose Gen opens on Friday, in a week that ends on <last>
      Given the facts of "facts/thursday.yaml"
      And the terms of account A set entry day for gen to friday
      And it is Wednesday 1 April 2026 at 10:00
      And the week first session is 30 March 2026
      And the week last session is <last>
      And the previous session is 31 March 2026
      And the next session is 2 April 2026
      When the law decides
      Then A gen has <a> closed entry day

      Examples: Good Friday is known from Monday on
        | last         | a  |
        | 2 April 2026 | a  |
        | 3 April 2026 | no |

    @WINDOW-10 @R-04
    Scenario: It is reported once a week for each sleeve
      Given the facts of "facts/thursday.yaml"
      And it is Wednesday 15 April 2026 at 10:00
      And the previous session is 14 April 2026
      And the next session is 17 April 2026
      When the law decides
      Then the law records an entry day without a session for A gen
      Given it is 10:01
      When the law decides
      Then the law records no entry day without a session
      Given it is Wednesday 22 April 2026 at 10:00
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 21 April 2026
      And the next session is 24 April 2026
      When the law decides
      Then the law records an entry day without a session for A gen

    @WINDOW-10 @R-04
    Scenario: In a week with two holidays each of the sleeves is reported
      Given the facts of "facts/thursday.yaml"
      And it is Wednesday 15 April 2026 at 10:00
      And the week first session is 14 April 2026
      And the previous session is 14 April 2026
      And the next session is 17 April 2026
      When the law decides
      Then the law records an entry day without a session for A gen
      And the law records an entry day without a session for A com
      And WINDOW-10 does not decide for A rev

    @WINDOW-11 @R-04
    Scenario Outline: The session ends at 13:00; an account's Gen closes its window at <time>
      Given the facts of "facts/christmas-eve.yaml"
      And the terms of account A set entry closes for gen to <time>
      When the law decides
      Then WINDOW-11 <decides> for A gen
      And WINDOW-11 decides for A rev

      Examples:
        | time     | decides         |
        | 13:00    | decides         |
        | 13:00:01 | does not decide |

    @WINDOW-11
    Scenario Outline: A window that opens at <time> and closes at 11:00
      Given the facts of "facts/thursday.yaml"
      And the terms of account A set entry opens for gen to <time>
      When the law decides
      Then WINDOW-11 <decides> for A gen

      Examples:
        | time     | decides         |
        | 11:00    | decides         |
        | 11:00:01 | does not decide |

    @WINDOW-11
    Scenario: A day without a session claims nothing
      Given the facts of "facts/thursday.yaml"
      And it is Saturday 18 April 2026 at 10:00
      And the session is not open
      And the session closes is none
      When the law decides
      Then WINDOW-11 does not decide

  Rule: A put that is skipped for earnings is written down

    @EARNINGS-03 @R-21
    Scenario Outline: Apple's next report: <date>
      Given the facts of "facts/thursday.yaml"
      And the next earnings date of AAPL is <date>
      When the law decides
      Then EARNINGS-03 <decides> for AAPL in A gen
      And EARNINGS-03 does not decide for AAPL in A rev

      Examples: Silence counts as a report
        | date          | decides         |
        | 17 April 2026 | decides         |
        | 20 April 2026 | does not decide |
        | unknown       | decides         |

    @EARNINGS-03
    Scenario: It is written down for the sleeve
      Given the facts of "facts/thursday.yaml"
      And the next earnings date of AAPL is 17 April 2026
      When the law decides
      Then the law records an earnings skip for A gen
      And account A has no week with an earnings filter
      Given it is 10:01
      When the law decides
      Then the law records no earnings skip
      And account A has a week with an earnings filter

    @EARNINGS-03
    Scenario: In another week it is written down again
      Given the facts of "facts/thursday.yaml"
      And the next earnings date of AAPL is 17 April 2026
      When the law decides
      Then EARNINGS-03 decides for AAPL in A gen
      Given it is Thursday 23 April 2026 at 10:00
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 22 April 2026
      And the next session is 24 April 2026
      And the next earnings date of AAPL is 24 April 2026
      When the law decides
      Then EARNINGS-03 decides for AAPL in A gen

    @EARNINGS-03
    Scenario: A put that was out of the band was not skipped for earnings
      Given the facts of "facts/thursday.yaml"
      And the next earnings date of AAPL is 17 April 2026
      And the delta of the feed of AAPL-260-PUT is 0.4501
      When the law decides
      Then EARNINGS-03 does not decide
      And the law records no earnings skip

    @EARNINGS-03
    Scenario: Nor one that another rule forbids as well
      Given the facts of "facts/thursday.yaml"
      And the next earnings date of AAPL is 17 April 2026
      And the open interest of AAPL-260-PUT is 499
      When the law decides
      Then EARNINGS-03 does not decide

    @EARNINGS-03
    Scenario: Outside the window nothing is skipped
      Given the facts of "facts/thursday.yaml"
      And the next earnings date of AAPL is 17 April 2026
      And it is 11:00:01
      When the law decides
      Then EARNINGS-03 does not decide

    @EARNINGS-03 @R-21
    Scenario: A fund is never skipped
      Given the facts of "facts/thursday.yaml"
      And the next earnings date of SPY is 17 April 2026
      When the law decides
      Then EARNINGS-03 does not decide for SPY in A gen

  Rule: What a sleeve has not deployed is reported when its window has closed

    @SHORTFALL-01 @R-01
    Scenario Outline: Gen has deployed nothing at <time> on <day>
      Given the facts of "facts/thursday.yaml"
      And it is <day> at <time>
      When the law decides
      Then SHORTFALL-01 <decides> for A gen

      Examples: The window closes at 11:00
        | day                    | time     | decides         |
        | Thursday 16 April 2026 | 11:00    | does not decide |
        | Thursday 16 April 2026 | 11:00:01 | decides         |
        | Friday 17 April 2026   | 11:00:01 | does not decide |

    @SHORTFALL-01 @R-01
    Scenario: It falls short of 95% of its capital
      Given the facts of "facts/thursday.yaml"
      And it is 11:00:01
      When the law decides
      Then the law records shortfall for A gen with:
        | amount | $380,000 |
      And SHORTFALL-01 does not decide for A rev
      Given it is 11:01
      When the law decides
      Then the law records no shortfall

    @SHORTFALL-01
    Scenario: In the next week it is reported again
      Given the facts of "facts/thursday.yaml"
      And it is 11:00:01
      When the law decides
      Then SHORTFALL-01 decides for A gen
      Given it is Thursday 23 April 2026 at 11:00:01
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 22 April 2026
      And the next session is 24 April 2026
      When the law decides
      Then SHORTFALL-01 decides for A gen

    @SHORTFALL-01
    Scenario: Parts of a cent are reported as a cent
      Given the facts of "facts/thursday.yaml"
      And it is 11:00:01
      And the base of A gen is $400,000.01
      And the cash of A gen is $400,000.01
      When the law decides
      Then the law records shortfall for A gen with:
        | amount | $380,000.01 |

    @SHORTFALL-01 @R-01
    Scenario Outline: <count> puts of $26,000 are written against a capital of <capital>
      Given the facts of "facts/thursday.yaml"
      And it is 11:00:01
      And the base of A gen is <capital>
      And the cash of A gen is <capital>
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A gen  | AAPL-260-PUT | short | <count>  | held   |
      When the law decides
      Then SHORTFALL-01 <decides> for A gen

      Examples: 95% of the first are $494,000, nineteen puts; a part of a cent is short as well
        | count | capital     | decides         |
        | 18    | $520,000    | decides         |
        | 19    | $520,000    | does not decide |
        | 19    | $520,000.01 | decides         |

    @SHORTFALL-01
    Scenario: After an early end of the session nothing is reported any more
      Given the facts of "facts/thursday.yaml"
      And it is 14:00
      And the session is not open
      When the law decides
      Then SHORTFALL-01 does not decide

    @SHORTFALL-02 @R-02
    Scenario Outline: Gen has <cash>, and one SPY put binds $68,400
      Given the facts of "facts/thursday.yaml"
      And the cash of A gen is <cash>
      And the base of A gen is <cash>
      When the law decides
      Then SHORTFALL-02 <decides> for SPY in A gen
      And SHORTFALL-02 does not decide for AAPL in A gen

      Examples: A quarter of $273,600 is $68,400
        | cash     | decides         |
        | $273,600 | does not decide |
        | $273,599 | decides         |

    @SHORTFALL-02 @R-02
    Scenario: What one contract costs and what the cap is are written down, once a week
      Given the facts of "facts/thursday.yaml"
      And the cash of A gen is $273,599.98
      And the base of A gen is $273,599.98
      When the law decides
      Then the law records one contract above the cap for A gen with:
        | one costs | $68,400    |
        | cap       | $68,399.99 |
      Given it is 10:01
      When the law decides
      Then the law records no one contract above the cap

    @SHORTFALL-02
    Scenario: In another week what is above the cap is written down again
      Given the facts of "facts/thursday.yaml"
      And the cash of A gen is $273,599
      And the base of A gen is $273,599
      When the law decides
      Then SHORTFALL-02 decides for SPY in A gen
      Given it is Thursday 23 April 2026 at 10:00
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 22 April 2026
      And the next session is 24 April 2026
      When the law decides
      Then SHORTFALL-02 decides for SPY in A gen

    @SHORTFALL-02
    Scenario: Outside the window nothing is picked, and nothing is too large
      Given the facts of "facts/thursday.yaml"
      And the cash of A gen is $273,599
      And the base of A gen is $273,599
      And it is 11:00:01
      When the law decides
      Then SHORTFALL-02 does not decide
      And no alarm names SHORTFALL-02

    @SHORTFALL-02 @R-02
    Scenario: Parts of a cent are written down to the cautious side
      Given the facts of "facts/thursday.yaml"
      And the cash of A gen is $270,000
      And the base of A gen is $270,000
      And the strike of SPY-684-PUT is $684.0001
      And the multiplier of SPY-684-PUT is 99
      When the law decides
      Then the law records one contract above the cap for A gen with:
        | one costs | $67,716.01 |
        | cap       | $67,500    |

    @SHORTFALL-03 @R-02
    Scenario Outline: Nvidia at <price>, and a cap of $75,000
      Given the facts of "facts/monday.yaml"
      And the price of NVDA is <price>
      When the law decides
      Then SHORTFALL-03 <decides> for A com NVDA lots
      And SHORTFALL-03 does not decide for A com AAPL lots

      Examples:
        | price   | decides         |
        | $750    | does not decide |
        | $750.01 | decides         |

    @SHORTFALL-03 @R-02
    Scenario: What one lot costs and what the cap is are written down, once a week
      Given the facts of "facts/monday.yaml"
      And the price of NVDA is $760.0001
      And the lot size of NVDA is 99
      And the cash of A com is $209,600.05
      When the law decides
      Then the law records one contract above the cap for A com with:
        | one costs | $75,240.01 |
        | cap       | $75,000.01 |
      Given it is 10:01
      When the law decides
      Then the law records no one contract above the cap
      Given it is Monday 20 April 2026 at 10:00
      And the week first session is 20 April 2026
      And the week last session is 24 April 2026
      And the previous session is 17 April 2026
      And the next session is 21 April 2026
      When the law decides
      Then SHORTFALL-03 decides for A com NVDA lots

    @SHORTFALL-03
    Scenario: Outside Com's window nothing is bought, and nothing is too large
      Given the facts of "facts/monday.yaml"
      And the price of NVDA is $760
      And it is 11:00:01
      When the law decides
      Then SHORTFALL-03 does not decide

    @SHORTFALL-03
    Scenario: What Com may not buy is never too large
      Given the facts of "facts/monday.yaml"
      And the price of SPY is $760
      And these purchases:
        | purchase       | sleeve | underlying |
        | A com SPY lots | A com  | SPY        |
      When the law decides
      Then SHORTFALL-03 does not decide for A com SPY lots

  Rule: A position is closed by one duty at a time

    @PIN-01
    Scenario: While the purchase is under way it is not ordered again; when it was refused, it is at the next check
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $260
      And the true range of AAPL is [5, 5, 5, 5, 5]
      When the law decides
      Then it is intended to close AAPL-260-PUT because of PIN-01
      And the close under way of P-1 is no
      Given it is 15:01
      And close.sent happens in P-1 with:
        | quantity | 3 contracts |
        | limit    | $0.01       |
        | bound    | $0.02       |
      When the law decides
      Then it is not proposed to close AAPL-260-PUT
      And CLOSING-01 decides for P-1
      And CLOSING-01 does not decide for P-2
      Given it is 15:02
      And close.rejected happens in P-1
      When the law decides
      Then it is not proposed to close AAPL-260-PUT
      Given it is 15:05
      When the law decides
      Then it is intended to close AAPL-260-PUT because of PIN-01

    @PIN-01
    Scenario: What was closed is not closed again
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $260
      When the law decides
      Then it is intended to close AAPL-260-PUT because of PIN-01
      Given it is 15:01
      And close.sent happens in P-1 with:
        | quantity | 3 contracts |
        | limit    | $0.01       |
        | bound    | $0.02       |
      And close.confirmed happens in P-1
      When the law decides
      Then it is not proposed to close AAPL-260-PUT
      And CLOSING-01 does not decide
      Given it is 15:02
      When the law decides
      Then it is not proposed to close AAPL-260-PUT

    @PIN-01
    Scenario Outline: A position of <count> at its strike
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $260
      And the quantity of P-1 is <count>
      When the law decides
      Then it is <verdict> to close AAPL-260-PUT

      Examples: What is closed and still told is not closed again
        | count | verdict      |
        | 0     | not proposed |
        | 1     | proposed     |

    @PIN-01 @CLOSING-01 @COM-CLOSE-01
    Scenario: A call that is being closed for its profit is not closed for its strike as well
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $270
      And so far P-3 has a close under way
      When the law decides
      Then it is not proposed to close AAPL-270-CALL
      And PIN-01 does not decide for P-3

    @CLOSING-01
    Scenario: After that purchase was made, what is left is closed for its strike
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $270
      And the ask of AAPL-270-CALL is $1.00
      And so far P-3 has a close under way
      And close.confirmed happens in P-3 with:
        | quantity | 1 contract |
        | limit    | $0.37      |
        | bound    | $0.38      |
      When the law decides
      Then it is intended to close AAPL-270-CALL because of PIN-01
      And CLOSING-01 decides for P-3

  Rule: What was given up is tried again at the position's next check, and not before

    Background:
      Given the facts of "facts/friday.yaml"
      And the price of AAPL is $270
      And the ask of AAPL-270-CALL is $1.00

    @PIN-01 @CLOSING-02 @R-20 @R-95
    Scenario Outline: The purchase of a call was given up at 15:01:30; at <time> it is <verdict> to close it
      Given the delta of the feed of AAPL-270-CALL is 0.50
      When the law decides
      Then it is intended to close AAPL-270-CALL because of PIN-01
      Given it is 15:01:30
      And close.rejected happens in P-3
      When the law decides
      Then it is not proposed to close AAPL-270-CALL
      And P-3 is waiting for its next check
      And CLOSING-02 decides for P-3
      And CLOSING-02 does not decide for P-1
      Given it is <time>
      When the law decides
      Then it is <verdict> to close AAPL-270-CALL
      And P-3 <waits> waiting for its next check

      Examples: A call at Level 0 is checked every five minutes
        | time     | verdict      | waits  |
        | 15:04:59 | not proposed | is     |
        | 15:05    | intended     | is not |

    @PIN-01 @CLOSING-02 @R-95
    Scenario: Given up at the very instant of the check, it is tried again at once
      Given the delta of the feed of AAPL-270-CALL is 0.50
      When the law decides
      Then it is intended to close AAPL-270-CALL because of PIN-01
      Given it is 15:05
      And close.rejected happens in P-3
      When the law decides
      Then it is intended to close AAPL-270-CALL because of PIN-01
      And P-3 is not waiting for its next check

    @CLOSING-02
    Scenario Outline: A put at <price> waits for the check of its own level, every <interval>
      Given the delta of the feed of AAPL-270-CALL is 0.50
      And the true range of AAPL is [5, 5, 5, 5, 5]
      And the price of AAPL is <price>
      When the law decides
      Then the time between looks at AAPL-260-PUT is <interval>
      Given it is 15:00:10
      And close.rejected happens in P-1
      When the law decides
      Then P-1 is waiting for its next check
      Given it is <before>
      When the law decides
      Then P-1 is waiting for its next check
      Given it is <check>
      When the law decides
      Then P-1 is not waiting for its next check

      Examples: Level 0 and Level 1
        | price | interval  | before   | check |
        | $260  | 5 minutes | 15:04:59 | 15:05 |
        | $255  | 1 minute  | 15:00:59 | 15:01 |

    @CLOSING-03
    Scenario Outline: <what>: it is <verdict> to close a call at its strike
      Given the session <open> open
      And so far P-3 <under way> close under way
      When the law decides
      Then it is <verdict> to close AAPL-270-CALL
      And P-3 <free> free to be closed
      And CLOSING-03 <decides> for P-3

      Examples:
        | what                    | open   | under way | verdict      | free   | decides         |
        | Nothing is in the way   | is     | is not    | intended     | is     | decides         |
        | The session is not open | is not | is not    | not proposed | is not | does not decide |
        | A purchase is under way | is     | is        | not proposed | is not | does not decide |

    @CLOSING-02
    Scenario: A purchase that was made waits for nothing
      When the law decides
      Then it is intended to close AAPL-270-CALL because of PIN-01
      Given it is 15:01
      And close.confirmed happens in P-3 with:
        | quantity | 1 contract |
        | limit    | $0.37      |
        | bound    | $0.38      |
      When the law decides
      Then P-3 is not waiting for its next check

  Rule: Of two calls that are equally near the middle the one of the nearer expiry is picked

    Background:
      Given the facts of "facts/thursday.yaml"
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 300    | yes      |
      And the expiry date of AAPL-270-CALL is 21 April 2026

    @STRIKE-03 @R-24
    Scenario: The nearer expiry goes before the higher strike
      Given the delta of the feed of AAPL-270-CALL is 0.23
      And the delta of the feed of AAPL-272-CALL is 0.22
      When the law decides
      Then the call picked of AAPL in A gen is AAPL-270-CALL in A gen

    @STRIKE-03 @R-24
    Scenario: The delta goes before the nearer expiry
      Given the delta of the feed of AAPL-270-CALL is 0.2301
      And the delta of the feed of AAPL-272-CALL is 0.22
      When the law decides
      Then the call picked of AAPL in A gen is AAPL-272-CALL in A gen
