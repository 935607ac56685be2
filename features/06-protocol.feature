Feature: §6 Protocol engine: ATR, levels of a short put, rolls, covered calls, breakers on the VIX
  Gen is short an Apple put of strike 260. Apple's ATR is $5, so its Levels 1, 2 and 3 begin at $255, $250 and $245.

  Rule: ATR is the mean of the last five true ranges; else the last valid one and a tenth more; else 2% of the price

    Background:
      Given the facts of "facts/friday.yaml"

    @ATR-01 @R-29
    Scenario Outline: True ranges of <ranges>
      Given the true ranges of AAPL are <ranges>
      When the law decides
      Then the ATR of AAPL is <ATR>
      And ATR-01 decides for AAPL

      Examples:
        | ranges                | ATR     |
        | 4, 5, 6, 5 and 5      | $5      |
        | 4, 5, 6, 5 and 5.01   | $5.002  |
        | 4, 5, 6, 5 and 5.0001 | $5      |
        | 4, 5, 6, 5 and 5.0003 | $5.0001 |
        | 1, 1, 1, 1 and 21     | $5      |
        | 0, 0, 0, 0 and 0.05   | $0.01   |

    @ATR-01 @R-29
    Scenario Outline: True ranges of <ranges>, and an ATR of $5 the last time it could be told
      Given the true ranges of AAPL are <ranges>
      And the last valid ATR of AAPL is $5
      When the law decides
      Then the ATR of AAPL is $5.50

      Examples: A session without a range, fewer than five sessions
        | ranges                 |
        | 4, unknown, 6, 5 and 5 |
        | 4, 5, 6 and 5          |

    @ATR-02 @ATR-03
    Scenario Outline: A day with <what>
      Given the session opens is <opens>
      And so far the ATR last computed of AAPL is $7
      When the law decides
      Then the ATR last computed of AAPL is <ATR>
      And ATR-02 <decides> for AAPL
      And AAPL <has> given an ATR of today

      Examples:
        | what       | opens | ATR | decides         | has    |
        | a session  | 9:30  | $5  | decides         | is     |
        | no session | none  | $7  | does not decide | is not |

    @ATR-01
    Scenario: No ATR was ever known: 2% of $268
      Given the true ranges of AAPL are unknown
      And the last valid ATR of AAPL is unknown
      When the law decides
      Then the ATR of AAPL is $5.36
      And ATR-01 decides for AAPL

    @ATR-01 @R-08
    Scenario: No ATR was ever known and the price is old: 2% of the price as it is watched
      Given the true ranges of AAPL are unknown
      And the price of AAPL is 60 seconds old
      When the law decides
      Then the ATR of AAPL is $5.3064

    @ATR-01
    Scenario: Not even a price: no ATR
      Given the true ranges of AAPL are unknown
      And the price of AAPL is unknown
      When the law decides
      Then the ATR of AAPL is unknown
      And ATR-01 does not decide for AAPL

    @ATR-01 @LEVEL-01
    Scenario Outline: Levels follow the ATR that stands in, here $5.50: Apple at <price>
      Given the true ranges of AAPL are 4, 5, unknown, 5 and 5
      And the last valid ATR of AAPL is $5
      And the price of AAPL is <price>
      When the law decides
      Then the level of AAPL-260-PUT is <level>

      Examples:
        | price     | level |
        | $254.5001 | 0     |
        | $254.50   | 1     |

  Rule: Positions are watched by the last price for 30 seconds, by 1% less for five minutes, and then by none

    Background:
      Given the facts of "facts/friday.yaml"

    @WATCH-01 @R-08
    Scenario Outline: A price of $268 that is <age> old is watched as <watched>
      Given the price of AAPL is <age> old
      When the law decides
      Then the price watched of AAPL is <watched>
      And WATCH-01 decides for AAPL

      Examples:
        | age         | watched |
        | 0 seconds   | $268    |
        | 30 seconds  | $268    |
        | 31 seconds  | $265.32 |
        | 300 seconds | $265.32 |

    @WATCH-01 @R-08
    Scenario Outline: A price of $268 that nobody should rely on: <told>
      Given the price of AAPL is <told>
      When the law decides
      Then the price watched of AAPL is unknown
      And WATCH-01 does not decide for AAPL

      Examples:
        | told                  |
        | $268, 301 seconds old |
        | $268 of unknown age   |
        | unknown               |

    @WATCH-02 @R-08
    Scenario Outline: A price of $268 that is <age> old is usable as it is
      Given the price of AAPL is $268, <age> old
      When the law decides
      Then the usable price of AAPL is $268
      And WATCH-02 decides for AAPL

      Examples:
        | age         |
        | 0 seconds   |
        | 31 seconds  |
        | 300 seconds |

    @WATCH-02 @R-08
    Scenario: A price that is 301 seconds old is not usable
      Given the price of AAPL is $268, 301 seconds old
      When the law decides
      Then the usable price of AAPL is unknown
      And WATCH-02 does not decide for AAPL

    @WATCH-01 @LEVEL-01 @R-08
    Scenario Outline: Apple at $257 is no breach, but it may be one when that price is <age> old
      Given the price of AAPL is $257, <age> old
      When the law decides
      Then the level of AAPL-260-PUT is <level>

      Examples:
        | age         | level   |
        | 30 seconds  | 0       |
        | 31 seconds  | 1       |
        | 300 seconds | 1       |
        | 301 seconds | unknown |

  Rule: A short put is at Level 1, 2 or 3 where the price is one, two or three ATR below the strike, or lower

    Background:
      Given the facts of "facts/friday.yaml"

    @LEVEL-01
    Scenario Outline: Apple at <price>: Level <level>
      Given the price of AAPL is <price>
      When the law decides
      Then the level of AAPL-260-PUT is <level>
      And LEVEL-01 decides for AAPL-260-PUT

      Examples: Exactly at a level, and just above the next
        | price     | level |
        | $255      | 1     |
        | $250.0001 | 1     |
        | $250      | 2     |
        | $245.0001 | 2     |
        | $245      | 3     |

      Examples: A gap through all of them acts on the highest
        | price | level |
        | $190  | 3     |

    @LEVEL-01
    Scenario Outline: Apple at <price>: Level 0
      Given the price of AAPL is <price>
      When the law decides
      Then the level of AAPL-260-PUT is 0
      And LEVEL-01 does not decide for AAPL-260-PUT

      Examples:
        | price     |
        | $255.0001 |
        | $260      |
        | $300      |

    @LEVEL-01 @LEVEL-07 @R-40
    Scenario: Without a price it could be any level
      Given the price of AAPL is unknown
      When the law decides
      Then the level of AAPL-260-PUT is unknown, 0 to 3
      And the level of NVDA-185-PUT is 0
      And LEVEL-01 does not decide for AAPL-260-PUT
      And LEVEL-07 decides for A gen
      And LEVEL-07 does not decide for A rev

    @LEVEL-02 @LEVEL-03 @LEVEL-04 @LEVEL-05 @R-40
    Scenario: A level that is not known is watched as the deepest that it could be
      Given the price of AAPL is unknown
      When the law decides
      Then AAPL-260-PUT is possibly at Level 1 or deeper
      And AAPL-260-PUT is possibly at Level 2 or deeper
      And AAPL-260-PUT is possibly at Level 3
      And the time between looks at AAPL-260-PUT is 1 second
      And the time between looks at NVDA-185-PUT is 5 minutes
      And LEVEL-02 does not decide for NVDA-185-PUT

    @LEVEL-05
    Scenario: Levels are for short puts only
      Given there are no exposures of sleeve A rev
      And there are no positions of sleeve A rev
      And the side of position P-1 is long
      When the law decides
      Then LEVEL-05 does not decide
      And LEVEL-01 does not decide

  Rule: The deeper the level, the more often a position is looked at

    Background:
      Given the facts of "facts/protocol-friday.yaml"

    @LEVEL-02 @LEVEL-03 @LEVEL-04 @LEVEL-05
    Scenario Outline: Apple at <price>, Level <level>: looked at every <interval>
      Given the price of AAPL is <price>
      When the law decides
      Then the level of AAPL-260-PUT is <level>
      And the time between looks at AAPL-260-PUT is <interval>
      And AAPL-260-PUT <1> possibly at Level 1 or deeper
      And AAPL-260-PUT <2> possibly at Level 2 or deeper
      And AAPL-260-PUT <3> possibly at Level 3
      And LEVEL-05 decides for AAPL-260-PUT

      Examples:
        | price     | level | interval   | 1      | 2      | 3      |
        | $255.0001 | 0     | 5 minutes  | is not | is not | is not |
        | $255      | 1     | 1 minute   | is     | is not | is not |
        | $250.0001 | 1     | 1 minute   | is     | is not | is not |
        | $250      | 2     | 30 seconds | is     | is     | is not |
        | $245.0001 | 2     | 30 seconds | is     | is     | is not |
        | $245      | 3     | 1 second   | is     | is     | is     |

    @LEVEL-05
    Scenario Outline: Apple at <price>: the law itself asks for the next look at <instant>
      Given the price of AAPL is <price>
      When the law decides
      Then the law looks again at <instant>

      Examples: Three o'clock is the instant of the facts, and the NVIDIA put is looked at every five minutes
        | price     | instant  |
        | $255.0001 | 15:05    |
        | $255      | 15:01    |
        | $250.0001 | 15:01    |
        | $250      | 15:00:30 |
        | $245      | 15:00:01 |

    @LEVEL-05
    Scenario: After the close a put is not checked any more
      Given the session is not open
      And the price of AAPL is $255
      When the law decides
      Then the law looks again at 16:00

    @LEVEL-04 @LEVEL-05 @R-35
    Scenario: A put at Level 2 that cannot be rolled is looked at every second, as at Level 3
      Given the price of AAPL is $250
      And there is no contract AAPL-250-PUT-TUE
      When the law decides
      Then the worst level of AAPL-260-PUT is 3
      And AAPL-260-PUT is possibly at Level 3
      And the time between looks at AAPL-260-PUT is 1 second

    @LEVEL-02 @LEVEL-05 @LEVEL-11
    Scenario: A put that came back from Level 1 is still looked at every minute
      Given so far the worst level of AAPL-260-PUT is 1
      When the law decides
      Then the level of AAPL-260-PUT is 0
      And the level reached of AAPL-260-PUT is 1
      And the time between looks at AAPL-260-PUT is 1 minute

  Rule: At Level 3 a position is left at market

    Background:
      Given the facts of "facts/protocol-friday.yaml"

    @LEVEL-08 @LEVEL-09 @R-23
    Scenario: The acceptance case: Apple at $245, all three contracts are left
      Given the price of AAPL is $245
      When the law decides
      Then it is proposed to exit at market on AAPL-260-PUT only because of LEVEL-08
      And it is intended to exit at market on AAPL-260-PUT with:
        | quantity | 3 contracts |
        | limit    | $0.02       |
      And LEVEL-08 decides for AAPL-260-PUT

    @LEVEL-08
    Scenario: A hundredth of a cent above Level 3 nothing is left at market
      Given the price of AAPL is $245.0001
      When the law decides
      Then it is not proposed to exit at market on AAPL-260-PUT
      And LEVEL-08 does not decide for AAPL-260-PUT

    @LEVEL-08
    Scenario: One position at Level 3 says nothing of another
      Given the price of AAPL is $245
      When the law decides
      Then it is not proposed to exit at market on NVDA-185-PUT
      And LEVEL-08 does not decide for NVDA-185-PUT

    @POSITION-01
    Scenario Outline: ATR $0.40, Apple at <price> on Friday afternoon: near the strike, Level 3 begins at $258.80 and Level 2 at $259.20
      Given the true ranges of AAPL are 0.4, 0.4, 0.4, 0.4 and 0.4
      And the price of AAPL is <price>
      When the law decides
      Then it is <leaving> to exit at market on AAPL-260-PUT
      And it is <rolling> to roll AAPL-260-PUT
      And it is <closing> to close AAPL-260-PUT
      And POSITION-01 <decides> for AAPL-260-PUT

      Examples:
        | price     | leaving      | rolling      | closing      | decides         |
        | $258.80   | proposed     | not proposed | not proposed | decides         |
        | $258.8001 | not proposed | proposed     | not proposed | decides         |
        | $259.20   | not proposed | proposed     | not proposed | decides         |
        | $259.2001 | not proposed | not proposed | proposed     | does not decide |

    @LEVEL-08 @R-40
    Scenario: An unknown level never exits, and somebody is called
      Given the price of AAPL is unknown
      When the law decides
      Then it is not proposed to exit at market on AAPL-260-PUT
      And an alarm names LEVEL-08 for AAPL-260-PUT
      And no alarm names LEVEL-08 for NVDA-185-PUT

  Rule: From Level 2 on, and while a level is not known, the sleeve opens nothing new

    @LEVEL-06 @LEVEL-07 @R-13
    Scenario Outline: Gen is short an Apple put, Apple is at <price>: a SPY put is <verdict>
      Given the facts of "facts/thursday.yaml"
      And these positions:
        | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | AAPL-260-PUT | short | income  | 1        | $1.50           | 2026-04-16 | no           |
      And the price of AAPL is <price>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen only because of <rule>
      And LEVEL-06 <decides> for A gen
      And LEVEL-07 does not decide for A gen

      Examples:
        | price     | verdict   | rule         | decides         |
        | $255      | permitted | GEN-ENTRY-01 | does not decide |
        | $250.0001 | permitted | GEN-ENTRY-01 | does not decide |
        | $250      | forbidden | LEVEL-06     | decides         |
        | $245      | forbidden | LEVEL-06     | decides         |

    @LEVEL-06 @LEVEL-07 @R-40
    Scenario Outline: Gen is short an Apple put, Apple's price is <told>: a SPY put is <verdict>
      Given the facts of "facts/thursday.yaml"
      And these positions:
        | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | AAPL-260-PUT | short | income  | 1        | $1.50           | 2026-04-16 | no           |
      And the price of AAPL is <told>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen because of <rule>
      And LEVEL-07 <decides> for A gen

      Examples:
        | told                  | verdict   | rule         | decides         |
        | $261, 300 seconds old | permitted | GEN-ENTRY-01 | does not decide |
        | $261, 301 seconds old | forbidden | LEVEL-07     | decides         |
        | unknown               | forbidden | LEVEL-07     | decides         |

    @LEVEL-06 @R-13
    Scenario Outline: Two short puts, <state>: a new put is <verdict>
      Given the facts of "facts/thursday.yaml"
      And these positions:
        | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | AAPL-260-PUT | short | income  | 1        | $1.50           | 2026-04-16 | no           |
        | P-2      | A gen  | SPY-685-PUT  | short | income  | 1        | $3.13           | 2026-04-16 | no           |
      And the price of AAPL is <AAPL>
      And the price of SPY is <SPY>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen

      Examples: SPY's ATR is $8, so for a strike of 685 Level 2 begins at $669
        | state                  | AAPL | SPY       | verdict   |
        | both at Level 0        | $261 | $686      | permitted |
        | one of them at Level 2 | $250 | $686      | forbidden |
        | the other at Level 2   | $261 | $669      | forbidden |
        | neither quite there    | $251 | $669.0001 | permitted |

    @LEVEL-06 @R-13
    Scenario: A freeze is the sleeve's own: Gen is frozen, Rev opens
      Given the facts of "facts/wednesday.yaml"
      And these positions:
        | position | sleeve | contract    | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | SPY-684-PUT | short | income  | 1        | $2.70           | 2026-04-15 | no           |
      And the price of SPY is $668
      When the law decides
      Then LEVEL-06 decides for A gen
      And LEVEL-06 does not decide for A rev
      And it is permitted to open a cash-secured put on NVDA-185-PUT in A rev

    @LEVEL-06 @R-13
    Scenario: Calls on assigned shares are new entries too
      Given the facts of "facts/thursday.yaml"
      And these positions:
        | position | sleeve | contract    | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | SPY-684-PUT | short | income  | 1        | $2.70           | 2026-04-16 | no           |
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 100    | yes      |
      And the price of SPY is $668
      When the law decides
      Then it is forbidden to write a covered call on AAPL-272-CALL in A gen only because of LEVEL-06

    @LEVEL-06
    Scenario: A long put freezes nothing
      Given the facts of "facts/thursday.yaml"
      And these positions:
        | position | sleeve | contract     | side | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A gen  | AAPL-260-PUT | long | hedge   | 1        | unknown         | 2026-04-16 | no           |
      And the price of AAPL is $240
      When the law decides
      Then it is permitted to open a cash-secured put on SPY-684-PUT in A gen
      And LEVEL-06 does not decide for A gen

  Rule: Leaving and preparing are always permitted

    Background:
      Given the facts of "facts/friday.yaml"

    @LEVEL-09 @LEVEL-10
    Scenario Outline: <trouble>: what is open may be left
      Given <fact>
      When the law decides
      Then it is permitted to close AAPL-260-PUT only because of LEVEL-09
      And it is permitted to exit at market on AAPL-260-PUT only because of LEVEL-09
      And it is permitted to prepare a roll of AAPL-260-PUT only because of LEVEL-10
      And it is permitted to prepare for assignment of AAPL-260-PUT only because of LEVEL-10
      And LEVEL-09 decides for AAPL-260-PUT
      And LEVEL-10 decides for AAPL-260-PUT

      Examples:
        | trouble                    | fact                                   |
        | The VIX is at 81           | the VIX is 81                          |
        | The VIX is not known       | the VIX is unknown                     |
        | The account is locked      | so far account A is stopped by the kill switch |
        | The broker does not answer | the broker is not up                   |
        | The spread is wide         | the ask of AAPL-260-PUT is $5          |
        | Nobody trades the contract | the open interest of AAPL-260-PUT is 0 |
        | The price is not known     | the price of AAPL is unknown           |
        | The put is at Level 3      | the price of AAPL is $245              |
        | It is night                | it is 23:00                            |

    @LEVEL-09 @LEVEL-10
    Scenario: A single contract may be left
      Given the quantity of position P-1 is 1 contract
      When the law decides
      Then it is permitted to close AAPL-260-PUT only because of LEVEL-09
      And it is permitted to prepare a roll of AAPL-260-PUT only because of LEVEL-10

    @LEVEL-09 @LEVEL-10
    Scenario: Nothing is open, so there is nothing to leave
      Given the quantity of position P-1 is 0 contracts
      When the law decides
      Then it is not permitted to close AAPL-260-PUT because of LEVEL-09
      And it is not permitted to prepare a roll of AAPL-260-PUT because of LEVEL-10
      And LEVEL-09 does not decide for AAPL-260-PUT
      And LEVEL-10 does not decide for AAPL-260-PUT

  Rule: Above 50 there is a hedge mode with half the deployment, above 65 nothing new, above 80 a full halt

    @VIX-01
    Scenario Outline: The VIX is at <VIX>: <mode>
      Given the facts of "facts/thursday.yaml"
      And the VIX is <VIX>
      When the law decides
      Then account A <is> in hedge mode
      And the deployment factor of account A is <share>
      And A gen falls short of its goal by <short>
      And it is permitted to open a cash-secured put on SPY-684-PUT in A gen
      And VIX-01 <decides> for account A

      Examples: 95% of $400,000, or of half of it, less $146,400 for one SPY and three Apple puts
        | VIX   | mode                    | is     | share | short    | decides         |
        | 19    | calm                    | is not | 100%  | $233,600 | does not decide |
        | 50    | exactly 50 is not above | is not | 100%  | $233,600 | does not decide |
        | 50.01 | hedge mode              | is     | 50%   | $43,600  | decides         |
        | 52    | the acceptance case     | is     | 50%   | $43,600  | decides         |

    @VIX-02 @VIX-03
    Scenario Outline: The VIX is at <VIX>: new puts are <verdict>
      Given the facts of "facts/thursday.yaml"
      And the VIX is <VIX>
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen only because of <rules>
      And VIX-02 <65> for account A
      And VIX-03 <80> for account A

      Examples:
        | VIX   | verdict   | rules                                | 65              | 80              |
        | 52    | permitted | GEN-ENTRY-01                         | does not decide | does not decide |
        | 65    | permitted | GEN-ENTRY-01                         | does not decide | does not decide |
        | 65.01 | forbidden | LOCK-01 and VIX-02                   | decides         | does not decide |
        | 66    | forbidden | LOCK-01 and VIX-02                   | decides         | does not decide |
        | 80    | forbidden | LOCK-01 and VIX-02                   | decides         | does not decide |
        | 80.01 | forbidden | LOCK-01, STATE-07, VIX-02 and VIX-03 | decides         | decides         |
        | 81    | forbidden | LOCK-01, STATE-07, VIX-02 and VIX-03 | decides         | decides         |

    @VIX-02
    Scenario: Covered calls are new entries, and so are shares
      Given the facts of "facts/monday.yaml"
      And the VIX is 65.01
      When the law decides
      Then it is forbidden to write a covered call on MSFT-395-CALL in A com only because of LOCK-01 and VIX-02
      And it is forbidden to buy shares of AAPL in A com only because of LOCK-01 and VIX-02
      And nothing is allocated to account A

    @VIX-01 @VIX-02
    Scenario Outline: A VIX that is <age> old
      Given the facts of "facts/thursday.yaml"
      And the VIX is <age> old
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen
      And the deployment factor of account A is <share>

      Examples:
        | age        | verdict   | share |
        | 30 seconds | permitted | 100%  |
        | 31 seconds | forbidden | 100%  |

    @VIX-02 @VIX-03
    Scenario: While the VIX is not known nothing new is opened, and nothing open is trapped
      Given the facts of "facts/friday.yaml"
      And the VIX is unknown
      When the law decides
      Then it is forbidden to open a cash-secured put on NVDA-185-PUT in A rev because of VIX-02 and VIX-03
      And it is permitted to close NVDA-185-PUT

    @VIX-03 @LEVEL-08 @R-23
    Scenario: At 81 a position at Level 3 is still left
      Given the facts of "facts/friday.yaml"
      And the VIX is 81
      And the price of AAPL is $245
      When the law decides
      Then it is intended to exit at market on AAPL-260-PUT
      And VIX-03 decides for account A

  Rule: The ATR is computed at 09:30, and kept until the next one

    Background:
      Given the facts of "facts/friday.yaml"

    @ATR-02 @ATR-03
    Scenario Outline: Before 09:30 the ATR of yesterday stands, at <time> it is <ATR>
      Given so far the ATR last computed of AAPL is $4
      And so far AAPL is given an ATR of today
      And it is <time>
      When the law decides
      Then the ATR of AAPL is <ATR>
      And ATR-02 <decides> for AAPL

      Examples:
        | time    | ATR | decides         |
        | 9:29:59 | $4  | does not decide |
        | 9:30    | $5  | decides         |

    @ATR-02 @ATR-03 @R-29
    Scenario: Before the first 09:30 the ATR that data brought along stands in, with a tenth more
      Given the last valid ATR of AAPL is $4
      And it is 9:29
      When the law decides
      Then the ATR of AAPL is $4.40
      And ATR-03 does not decide for AAPL

    @ATR-02 @ATR-03
    Scenario: At 09:30 a range is missing: the ATR of yesterday with a tenth more, all day long
      Given so far the ATR last computed of AAPL is $4
      And so far AAPL is given an ATR of today
      And the true ranges of AAPL are 4, 5, unknown, 5 and 5
      And it is 9:30
      When the law decides
      Then the ATR of AAPL is $4.40
      And the ATR last computed of AAPL is $4
      And ATR-03 decides for AAPL
      Given the true ranges of AAPL are 4, 5, 6, 5 and 5
      And it is 15:00
      When the law decides
      Then the ATR of AAPL is $4.40
      And ATR-03 does not decide for AAPL

    @ATR-02 @ATR-03
    Scenario: The day after it can be computed again
      Given so far the ATR last computed of AAPL is $4
      And so far AAPL is not given an ATR of today
      And it is 9:30
      When the law decides
      Then the ATR of AAPL is $5
      And ATR-03 decides for AAPL

    @ATR-02 @ATR-03
    Scenario: Ranges that are lost later in the day change nothing
      When the law decides
      Then the ATR of AAPL is $5
      Given the true ranges of AAPL are unknown
      And it is 15:30
      When the law decides
      Then the ATR of AAPL is $5

    @ATR-02
    Scenario: A range that is told later in the day changes nothing until tomorrow
      When the law decides
      Then the ATR of AAPL is $5
      Given the true ranges of AAPL are 9, 9, 9, 9 and 9
      And it is 15:30
      When the law decides
      Then the ATR of AAPL is $5
      Given it is Monday 20 April 2026 at 9:30
      When the law decides
      Then the ATR of AAPL is $9

  Rule: A level is remembered: it rises, and never falls

    Background:
      Given the facts of "facts/protocol-friday.yaml"

    @LEVEL-11 @LEVEL-12
    Scenario Outline: The worst so far is Level <before>, Apple at <price> is Level <now>
      Given so far the worst level of AAPL-260-PUT is <before>
      And the price of AAPL is <price>
      When the law decides
      Then the level of AAPL-260-PUT is <now>
      And the level reached of AAPL-260-PUT is <worst>
      And the worst level of AAPL-260-PUT is <worst>
      And LEVEL-12 <decides> for AAPL-260-PUT

      Examples:
        | before | price | now | worst | decides         |
        | 0      | $268  | 0   | 0     | does not decide |
        | 0      | $255  | 1   | 1     | decides         |
        | 1      | $268  | 0   | 1     | does not decide |
        | 1      | $250  | 2   | 2     | decides         |
        | 2      | $255  | 1   | 2     | does not decide |
        | 2      | $245  | 3   | 3     | decides         |
        | 3      | $268  | 0   | 3     | does not decide |

    @LEVEL-11 @LEVEL-12 @R-40
    Scenario: While the price is not known the worst level stands, and nobody knows how deep it is
      Given so far the worst level of AAPL-260-PUT is 2
      And the price of AAPL is unknown
      When the law decides
      Then the level reached of AAPL-260-PUT is unknown, 2 to 3
      And the worst level of AAPL-260-PUT is 2
      And LEVEL-12 does not decide for AAPL-260-PUT

    @LEVEL-08 @LEVEL-11
    Scenario: A put that was at Level 3 is left although the price has come back
      Given so far the worst level of AAPL-260-PUT is 3
      And the price of AAPL is $268
      When the law decides
      Then it is intended to exit at market on AAPL-260-PUT because of LEVEL-08

    @LEVEL-08 @LEVEL-11 @R-40
    Scenario: A put that was at Level 3 is left although the price is no longer known
      Given so far the worst level of AAPL-260-PUT is 3
      And the price of AAPL is unknown
      When the law decides
      Then it is intended to exit at market on AAPL-260-PUT because of LEVEL-08

    @LEVEL-13 @LEVEL-23
    Scenario Outline: From Level <before> to Apple at <price>: <levels> levels are recorded, and none of them twice
      Given so far the worst level of AAPL-260-PUT is <before>
      And the price of AAPL is <price>
      When the law decides
      Then LEVEL-13 <decides> for AAPL-260-PUT
      When the law decides
      Then the levels recorded of AAPL-260-PUT are <levels>
      When the law decides
      Then the levels recorded of AAPL-260-PUT are <levels>
      And LEVEL-13 does not decide for AAPL-260-PUT

      Examples: Step by step
        | before | price     | levels | decides         |
        | 0      | $255.0001 | 0      | does not decide |
        | 0      | $255      | 1      | decides         |
        | 1      | $255      | 0      | does not decide |
        | 1      | $250      | 1      | decides         |
        | 2      | $250      | 0      | does not decide |
        | 2      | $245      | 1      | decides         |
        | 3      | $245      | 0      | does not decide |

      Examples: A gap records every level crossed
        | before | price | levels | decides |
        | 0      | $250  | 2      | decides |
        | 0      | $190  | 3      | decides |
        | 1      | $190  | 2      | decides |

    @LEVEL-13
    Scenario: Each level is recorded by its number
      Given the price of AAPL is $190
      When the law decides
      Then the law records level crossed for AAPL-260-PUT with:
        | level | 1 |
      And the law records level crossed for AAPL-260-PUT with:
        | level | 2 |
      And the law records level crossed for AAPL-260-PUT with:
        | level | 3 |

    @LEVEL-13 @R-35
    Scenario: A put at Level 2 that cannot be rolled crosses into Level 3
      Given so far the worst level of AAPL-260-PUT is 2
      And the price of AAPL is $250
      And there is no contract AAPL-250-PUT-TUE
      When the law decides
      Then the law records level crossed for AAPL-260-PUT with:
        | level | 3 |

  Rule: At Level 2 a put is rolled, if that costs no more than half of what was received

    Background:
      Given the facts of "facts/protocol-rolls.yaml"

    @ROLL-03 @ROLL-04 @ROLL-08 @ROLL-09 @LEVEL-01
    Scenario: The acceptance case: Nvidia at $175, two ATR below the strike, Rev rolls three sessions further out into its band
      Given the price of NVDA is $175
      When the law decides
      Then the level of NVDA-185-PUT is 2
      And the roll target of P-NVDA is NVDA-172-PUT-WED in A rev
      And the net debit of the roll of P-NVDA is $0.90
      And it is permitted to roll P-NVDA only because of ROLL-08
      And it is intended to roll P-NVDA because of ROLL-09 with:
        | to          | A rev/NVDA-172-PUT-WED |
        | quantity    | 4 contracts            |
        | limit       | $10.45                 |
        | bound       | $10.97                 |
        | to limit    | $9.65                  |
        | to bound    | $9.17                  |
        | worst debit | $0.90                  |
      And it is not proposed to exit at market on P-NVDA

    @ROLL-09 @ROLL-08
    Scenario Outline: Nvidia at <price>: the roll is <verdict> and <proposed>
      Given the price of NVDA is <price>
      When the law decides
      Then it is <verdict> to roll P-NVDA
      And it is <proposed> to roll P-NVDA
      And ROLL-08 <decides> for P-NVDA
      And ROLL-09 <decides too> for P-NVDA

      Examples:
        | price     | verdict       | proposed     | decides         | decides too     |
        | $180      | not permitted | not proposed | does not decide | does not decide |
        | $175.0001 | not permitted | not proposed | does not decide | does not decide |
        | $175      | permitted     | proposed     | decides         | decides         |
        | $170.0001 | permitted     | proposed     | decides         | decides         |
        | $170      | permitted     | not proposed | decides         | does not decide |

    @ROLL-03
    Scenario Outline: Nvidia at <price>, Level <level>: a roll <computed>
      Given the price of NVDA is <price>
      When the law decides
      Then the level of NVDA-185-PUT is <level>
      And the roll target of P-NVDA is <target>
      And ROLL-03 <decides> for P-NVDA

      Examples: From Level 1 on it is computed in advance
        | price     | level | computed        | target                     | decides         |
        | $180.0001 | 0     | is not computed | none                       | does not decide |
        | $180      | 1     | is computed     | NVDA-172-PUT-WED in A rev  | decides         |

    @ROLL-03
    Scenario: A put that came back from Level 1 keeps its roll computed
      Given so far the worst level of P-NVDA is 1
      When the law decides
      Then the roll target of P-NVDA is NVDA-172-PUT-WED in A rev

    @ROLL-09
    Scenario: A put that came back from Level 2 is rolled all the same
      Given so far the worst level of P-NVDA is 2
      And the price of NVDA is $189
      When the law decides
      Then it is intended to roll P-NVDA

    @ROLL-09 @R-40
    Scenario: A put of which nobody knows whether it is at Level 2 or 3 is not rolled, and somebody is called
      Given so far the worst level of P-NVDA is 2
      And the price of NVDA is unknown
      When the law decides
      Then it is not proposed to roll P-NVDA
      And an alarm names ROLL-09 for P-NVDA

    @ROLL-09
    Scenario: A roll is tried again when it was rejected, not while it is under way, and not after it was made
      Given the price of NVDA is $175
      When the law decides
      Then it is proposed to roll P-NVDA
      When the law decides
      Then it is not proposed to roll P-NVDA
      Given roll.rejected happens in P-NVDA with:
        | to          | A rev/NVDA-172-PUT-WED |
        | quantity    | 4 contracts            |
        | limit       | $10.45                 |
        | bound       | $10.97                 |
        | to limit    | $9.65                  |
        | to bound    | $9.17                  |
        | worst debit | $0.90                  |
      When the law decides
      Then it is proposed to roll P-NVDA
      Given it is 14:01
      And roll.confirmed happens in P-NVDA with:
        | to          | A rev/NVDA-172-PUT-WED |
        | quantity    | 4 contracts            |
        | limit       | $10.45                 |
        | bound       | $10.97                 |
        | to limit    | $9.65                  |
        | to bound    | $9.17                  |
        | worst debit | $0.90                  |
      When the law decides
      Then it is not proposed to roll P-NVDA

    @ROLL-09 @R-95
    Scenario: A put whose closing was given up is rolled all the same
      Given so far P-NVDA is waiting for its next check
      And the price of NVDA is $175
      When the law decides
      Then it is proposed to roll P-NVDA

    @ROLL-09
    Scenario: A put that is being closed is not rolled
      Given so far P-NVDA is close under way
      And the price of NVDA is $175
      When the law decides
      Then it is not proposed to roll P-NVDA

    @LEVEL-08 @R-95
    Scenario: A put whose closing was given up leaves at market all the same
      Given so far P-NVDA is waiting for its next check
      And the price of NVDA is $170
      When the law decides
      Then it is proposed to exit at market on P-NVDA

    @LEVEL-08
    Scenario: An exit is tried again when it was rejected, not while it is under way, and not after it was made
      Given the price of NVDA is $170
      When the law decides
      Then it is proposed to exit at market on P-NVDA
      When the law decides
      Then it is not proposed to exit at market on P-NVDA
      Given exit_at_market.rejected happens in P-NVDA with:
        | quantity | 4 contracts |
        | limit    | $10.50      |
      When the law decides
      Then it is proposed to exit at market on P-NVDA
      Given it is 14:01
      And exit_at_market.confirmed happens in P-NVDA with:
        | quantity | 4 contracts |
        | limit    | $10.50      |
      When the law decides
      Then it is not proposed to exit at market on P-NVDA

  Rule: Half of the original credit is the most that a roll may cost; what costs more, or has no target, is Level 3

    Background:
      Given the facts of "facts/protocol-rolls.yaml"

    @ROLL-05 @ROLL-06 @ROLL-07 @LEVEL-08 @LEVEL-12 @R-35
    Scenario Outline: $<credit> was received, buying back costs <ask>, selling anew brings $9.60
      Given the price of NVDA is $175
      And the original credit of P-NVDA is $<credit>
      And the ask of NVDA-185-PUT is <ask>
      When the law decides
      Then the net debit of the roll of P-NVDA is <debit>
      And P-NVDA <affordable> affordable to roll
      And P-NVDA <failed> beyond rolling
      And it is <verdict> to roll P-NVDA
      And it is <rolled> to roll P-NVDA
      And it is <left> to exit at market on P-NVDA
      And the worst level of P-NVDA is <level>
      And ROLL-07 <decides> for P-NVDA

      Examples: Exactly half still rolls
        | credit | ask      | debit   | affordable | failed | verdict       | rolled       | left         | level | decides         |
        | 1.80   | $10.50   | $0.90   | is         | is not | permitted     | proposed     | not proposed | 2     | does not decide |
        | 1.80   | $10.5001 | $0.9001 | is not     | is     | not permitted | not proposed | proposed     | 3     | decides         |
        | 1.7999 | $10.50   | $0.90   | is not     | is     | not permitted | not proposed | proposed     | 3     | decides         |
        | 1.80   | $9.50    | -$0.10  | is         | is not | permitted     | proposed     | not proposed | 2     | does not decide |

    @ROLL-08 @ROLL-09
    Scenario: A roll that is too dear is not proposed either where no price lets the put be left
      Given the price of NVDA is $175
      And the ask of NVDA-185-PUT is $10.51
      And the bid of NVDA-185-PUT is $0
      When the law decides
      Then P-NVDA is beyond rolling
      And it is not proposed to exit at market on P-NVDA
      And it is not proposed to roll P-NVDA

    @ROLL-09
    Scenario: Half of $1.8003 is $0.90015, and the roll may cost $0.9001
      Given the price of NVDA is $175
      And the original credit of P-NVDA is $1.8003
      When the law decides
      Then it is intended to roll P-NVDA with:
        | worst debit | $0.9001 |

    @POSITION-01 @LEVEL-08
    Scenario: A put that falls to Level 3 while its roll is under way is left at market
      Given the price of NVDA is $175
      When the law decides
      Then it is proposed to roll P-NVDA
      Given the price of NVDA is $170
      And it is 14:01
      When the law decides
      Then it is intended to exit at market on P-NVDA

    @ROLL-07
    Scenario: A roll that is too dear fails for good, even if it becomes cheaper a minute later
      Given the price of NVDA is $175
      And the ask of NVDA-185-PUT is $10.51
      When the law decides
      Then P-NVDA is beyond rolling
      And it is intended to exit at market on P-NVDA
      Given the ask of NVDA-185-PUT is $10.50
      And it is 14:01
      When the law decides
      Then P-NVDA is beyond rolling
      And it is not proposed to roll P-NVDA
      And the worst level of P-NVDA is 3

    @ROLL-07
    Scenario: At Level 1 a roll that would be too dear fails not yet
      Given the price of NVDA is $175.0001
      And the ask of NVDA-185-PUT is $10.51
      When the law decides
      Then P-NVDA is not affordable to roll
      And P-NVDA is not beyond rolling
      And it is not proposed to exit at market on P-NVDA

    @ROLL-07 @R-40
    Scenario: What a roll costs is not known: nothing is done, and somebody is called
      Given the price of NVDA is $175
      And the ask of NVDA-185-PUT is unknown
      When the law decides
      Then it is not proposed to roll P-NVDA
      And an alarm names ROLL-09 for P-NVDA
      And P-NVDA is not beyond rolling
      And it is not proposed to exit at market on P-NVDA

    @ROLL-06 @R-40
    Scenario: What was received is not known: nothing is done, and somebody is called
      Given the price of NVDA is $175
      And the original credit of P-NVDA is unknown
      When the law decides
      Then it is not proposed to roll P-NVDA
      And P-NVDA is not beyond rolling
      And an alarm names ROLL-09 for P-NVDA

    @ROLL-04 @ROLL-05 @ROLL-07 @R-35
    Scenario: Nothing to roll to: Level 3
      Given the price of NVDA is $175
      And there are no contracts of expiry NVDA-WED
      And there are no contracts of expiry NVDA-THU
      When the law decides
      Then P-NVDA is not able to be rolled
      And the roll target of P-NVDA is none
      And P-NVDA is beyond rolling
      And it is intended to exit at market on P-NVDA
      And the net debit of the roll of P-NVDA is unknown
      And ROLL-04 does not decide for P-NVDA
      And ROLL-05 does not decide for P-NVDA

    @ROLL-04 @ROLL-07 @R-35 @R-40
    Scenario: A target whose quote is missing for a minute is no reason to leave
      Given the price of NVDA is $175
      And the bid of NVDA-172-PUT-WED is unknown
      And the bid of NVDA-171-PUT-WED is unknown
      And there are no contracts of expiry NVDA-THU
      When the law decides
      Then the roll target of P-NVDA is none
      And P-NVDA is not beyond rolling
      And it is not proposed to exit at market on P-NVDA
      And the worst level of P-NVDA is 2

  Rule: What a put may be rolled to

    Background:
      Given the facts of "facts/protocol-rolls.yaml"
      And the price of NVDA is $175
      And the price of SPY is $668

    @ROLL-03 @R-24
    Scenario Outline: The deltas are <171>, <172> and, a day later, <later>: the target is <target>
      Given the delta of the feed of NVDA-171-PUT-WED is <171>
      And the delta of the feed of NVDA-172-PUT-WED is <172>
      And the delta of the feed of NVDA-172-PUT-THU is <later>
      When the law decides
      Then the roll target of P-NVDA is <target> in A rev

      Examples: Nearest the middle of the band, 0.325; then the nearer expiry; then the lower strike
        | 171    | 172    | later  | target           |
        | 0.3100 | 0.3250 | 0.3350 | NVDA-172-PUT-WED |
        | 0.3240 | 0.3270 | 0.3350 | NVDA-171-PUT-WED |
        | 0.3100 | 0.3300 | 0.3240 | NVDA-172-PUT-THU |
        | 0.3100 | 0.3240 | 0.3260 | NVDA-172-PUT-WED |
        | 0.3240 | 0.3260 | 0.3350 | NVDA-171-PUT-WED |

    @ROLL-01 @R-11
    Scenario Outline: A delta of <delta> is <fit> for Rev
      Given the delta of the feed of NVDA-172-PUT-WED is <delta>
      When the law decides
      Then NVDA-172-PUT-WED in A rev <fit> fit to be rolled to
      And ROLL-01 <decides> for NVDA-172-PUT-WED in A rev

      Examples:
        | delta  | fit    | decides         |
        | 0.2999 | is not | does not decide |
        | 0.3000 | is     | decides         |
        | 0.3500 | is     | decides         |
        | 0.3501 | is not | does not decide |

    @ROLL-01 @R-08 @R-19
    Scenario Outline: The target has <what>
      Given the <fact> of NVDA-172-PUT-WED is <value>
      When the law decides
      Then NVDA-172-PUT-WED in A rev <fit> fit to be rolled to

      Examples:
        | what                         | fact          | value              | fit    |
        | an open interest of 500      | open interest | 500                | is     |
        | an open interest of 499      | open interest | 499                | is not |
        | a volume of 100              | volume        | 100                | is     |
        | a volume of 99               | volume        | 99                 | is not |
        | a quote of half a minute ago | bid           | $9.60, 30 seconds old | is  |

    @ROLL-01 @R-19
    Scenario Outline: Bid $9.75, ask <ask>: a spread <spread>
      Given the bid of NVDA-172-PUT-WED is $9.75
      And the ask of NVDA-172-PUT-WED is <ask>
      When the law decides
      Then NVDA-172-PUT-WED in A rev <fit> fit to be rolled to

      Examples:
        | ask      | spread      | fit    |
        | $10.25   | of 5%       | is     |
        | $10.2501 | of above 5% | is not |

    @ROLL-01 @R-08
    Scenario: A stale quote is nothing to roll to
      Given the bid of NVDA-172-PUT-WED is $9.60, 31 seconds old
      When the law decides
      Then ROLL-01 does not decide for NVDA-172-PUT-WED in A rev
      And the roll target of P-NVDA is NVDA-172-PUT-THU in A rev

    @ROLL-01
    Scenario: A call is nothing to roll to
      Given the right of contract NVDA-172-PUT-WED is call
      And these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A rev  | NVDA       | 100    | yes      |
      When the law decides
      Then ROLL-01 does not decide for NVDA-172-PUT-WED in A rev
      And the roll target of P-NVDA is NVDA-172-PUT-THU in A rev

    @ROLL-03 @ROLL-04 @R-03
    Scenario Outline: Rev's put has 3 sessions left, the only contract in its band has <sessions>
      Given there are no contracts of expiry NVDA-TUE
      And there is no contract NVDA-171-PUT-WED
      And there are no contracts of expiry NVDA-THU
      And there are no contracts of expiry NVDA-NEXT
      And the sessions to expiry of NVDA-172-PUT-WED are <sessions>
      When the law decides
      Then P-NVDA <able> able to be rolled
      And the roll target of P-NVDA is <target>
      And ROLL-04 <decides> for P-NVDA

      Examples: Three or four sessions further out
        | sessions | able   | target                    | decides         |
        | 5        | is not | none                      | does not decide |
        | 6        | is     | NVDA-172-PUT-WED in A rev | decides         |
        | 7        | is     | NVDA-172-PUT-WED in A rev | decides         |
        | 8        | is not | none                      | does not decide |

    @ROLL-02 @ROLL-03 @ROLL-09 @R-34
    Scenario: Gen rolls to the nearest later expiry, not to a later one that pays more
      When the law decides
      Then the expiry that Gen rolls to of P-SPY is 2026-04-17
      And the roll target of P-SPY is SPY-667-PUT in A gen
      And the net debit of the roll of P-SPY is $1.35
      And it is intended to roll P-SPY with:
        | to          | A gen/SPY-667-PUT |
        | quantity    | 1 contract        |
        | worst debit | $1.35             |
      And ROLL-02 decides for P-SPY

    @ROLL-03 @R-34
    Scenario: In the nearest later expiry nothing lies in Gen's band: there is no target, though there is one later
      Given the delta of the feed of SPY-667-PUT is 0.4501
      And the delta of the feed of SPY-666-PUT is 0.3999
      And the sessions to expiry of SPY-667-PUT-MON are 5
      When the law decides
      Then SPY-667-PUT-MON in A gen is fit to be rolled to
      And the roll target of P-SPY is none
      And P-SPY is beyond rolling

    @ROLL-02 @R-34
    Scenario Outline: Of Gen's later expiries the nearest is in <days>
      Given these expiries:
        | expiry  | date     |
        | SPY-FRI | <nearest> |
        | SPY-MON | <other>  |
      When the law decides
      Then the expiry that Gen rolls to of P-SPY is <expiry>

      Examples: One to eight days from today, 15 April, and later than the put's own 16 April
        | days      | nearest    | other      | expiry     |
        | 1 day     | 2026-04-16 | 2026-04-20 | 2026-04-20 |
        | 2 days    | 2026-04-17 | 2026-04-20 | 2026-04-17 |
        | 8 days    | 2026-04-23 | 2026-04-24 | 2026-04-23 |
        | 9 days    | 2026-04-24 | 2026-04-27 | none       |

    @ROLL-02 @R-34
    Scenario: A put that expires today may be rolled to tomorrow
      Given the expiry date of contract SPY-684-PUT is 2026-04-15
      And these expiries:
        | expiry  | date       |
        | SPY-THU | 2026-04-16 |
      When the law decides
      Then the expiry that Gen rolls to of P-SPY is 2026-04-16

    @ROLL-02
    Scenario: No later expiry is listed: no target, and Level 3
      Given there are no contracts of expiry SPY-FRI
      And there are no contracts of expiry SPY-MON
      And there are no expiries SPY-FRI
      And there are no expiries SPY-MON
      When the law decides
      Then the expiry that Gen rolls to of P-SPY is none
      And P-SPY is beyond rolling
      And ROLL-02 does not decide for P-SPY

    @ROLL-03
    Scenario Outline: The terms of the account bind a roll: <parameter> is <value>
      Given the terms of account A set <parameter> to <value>
      When the law decides
      Then the roll target of <position> is <target>

      Examples:
        | parameter                 | value      | position | target                    |
        | rolling rev sessions low  | 4 sessions | P-NVDA   | NVDA-172-PUT-THU in A rev |
        | rolling rev sessions high | 5 sessions | P-NVDA   | NVDA-172-PUT-WED in A rev |
        | rolling gen days low      | 3 days     | P-SPY    | SPY-667-PUT-MON in A gen  |
        | rolling gen days high     | 1 day      | P-SPY    | none                      |

  Rule: What a roll opens is bound like any new risk; if it is refused, the old put is bought back all the same

    Background:
      Given the facts of "facts/protocol-rolls.yaml"
      And the price of NVDA is $175

    @LIQUID-07 @R-33
    Scenario Outline: Four contracts against an average daily volume of <average> for what is opened
      Given the average daily volume of NVDA-172-PUT-WED is <average>
      When the law decides
      Then it is <whole> to roll P-NVDA
      And LIQUID-07 <decides> for NVDA-172-PUT-WED in A rev

      Examples:
        | average | whole        | decides         |
        | 40      | intended     | does not decide |
        | 39      | not intended | decides         |
        | unknown | not intended | decides         |

    @LIQUID-07 @R-33
    Scenario: Above a tenth of the average daily volume the closing leg stands alone, and the rejection is recorded
      Given the average daily volume of NVDA-172-PUT-WED is 39
      When the law decides
      Then it is intended to roll P-NVDA by its closing leg alone with:
        | quantity | 4 contracts |
      And the law records order rejected for A rev with:
        | quantity       | 4 contracts      |
        | average volume | 39 contracts     |
        | contract       | NVDA-172-PUT-WED |
      Given it is 14:01
      And roll.rejected happens in P-NVDA with:
        | to          | A rev/NVDA-172-PUT-WED |
        | quantity    | 4 contracts            |
        | limit       | $10.45                 |
        | bound       | $10.97                 |
        | to limit    | $9.65                  |
        | to bound    | $9.17                  |
        | worst debit | $0.90                  |
      When the law decides
      Then it is intended to roll P-NVDA by its closing leg alone
      And the law records no order rejected

    @LIQUID-07 @R-33
    Scenario: What we hold may be rolled however little it is traded
      Given the average daily volume of NVDA-185-PUT is 1
      And the open interest of NVDA-185-PUT is 0
      And the volume of NVDA-185-PUT is 0
      When the law decides
      Then it is intended to roll P-NVDA

    @ROLL-10 @R-33
    Scenario Outline: Rev has $<cash>, a quarter of its equity is <cap>, the new puts bind $68,800
      Given the cash of A rev is $<cash>
      When the law decides
      Then it is <whole> to roll P-NVDA
      And ROLL-10 <decides> for P-NVDA

      Examples: Equity is cash less 4 contracts at a mid of $10.45, $4,180; what is closed makes room
        | cash      | cap        | whole        | decides         |
        | 279380.00 | $68,800    | intended     | does not decide |
        | 279379.96 | $68,799.99 | not intended | decides         |

    @ROLL-10 @R-33
    Scenario: Above the cap the closing leg stands alone
      Given the cash of A rev is $279,379.96
      When the law decides
      Then it is intended to roll P-NVDA by its closing leg alone
      And it is forbidden to open a cash-secured put on NVDA-172-PUT-WED in A rev

  Rule: Level 2 freezes a sleeve until its last put at Level 2 or deeper is gone; Level 3 locks it until an operator's reset

    Background:
      Given the facts of "facts/protocol-rolls.yaml"

    @SLEEVE-01 @SLEEVE-M1 @SLEEVE-M3 @LEVEL-14 @LEVEL-15 @R-13
    Scenario Outline: Nvidia at <price>: Rev is <state>
      Given the price of NVDA is <price>
      When the law decides
      Then the protocol of A rev is <state>
      And A rev <burdened> burdened by a put at Level 2 or deeper
      And A rev <falls> coming to Level 3
      And the protocol of A gen is open
      And SLEEVE-M1 <freezes> for A rev
      And SLEEVE-M3 <locks> for A rev

      Examples:
        | price     | state  | burdened | falls  | freezes         | locks           |
        | $175.0001 | open   | is not   | is not | does not decide | does not decide |
        | $175      | frozen | is       | is not | decides         | does not decide |
        | $170.0001 | frozen | is       | is not | decides         | does not decide |
        | $170      | locked | is       | is     | does not decide | decides         |

    @SLEEVE-M2 @LEVEL-14 @R-13
    Scenario: A price that comes back does not end the freeze; that the put is gone does
      Given the price of NVDA is $175
      When the law decides
      Then the protocol of A rev is frozen
      Given the price of NVDA is $189
      When the law decides
      Then the protocol of A rev is frozen
      And SLEEVE-M2 does not decide for A rev
      Given there is no position P-NVDA
      When the law decides
      Then the protocol of A rev is open
      And SLEEVE-M2 decides for A rev

    @SLEEVE-M2 @LEVEL-14
    Scenario: A put of which nothing is left is gone
      Given the price of NVDA is $175
      When the law decides
      Then the protocol of A rev is frozen
      Given the quantity of position P-NVDA is 0 contracts
      And the price of NVDA is $170
      When the law decides
      Then the protocol of A rev is open
      And it is not proposed to exit at market on P-NVDA

    @SLEEVE-M1 @LEVEL-14
    Scenario: A single contract is enough for a freeze
      Given the quantity of position P-NVDA is 1 contract
      And the price of NVDA is $175
      When the law decides
      Then the protocol of A rev is frozen

    @SLEEVE-M2 @LEVEL-14
    Scenario: Two puts at Level 2: the freeze ends with the last of them
      Given these positions:
        | position | sleeve | contract          | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-2      | A rev  | NVDA-185-PUT      | short | income  | 1        | $1.80           | 2026-04-15 | no           |
      And so far the protocol of A rev is frozen
      And so far the worst level of P-NVDA is 2
      And so far the worst level of P-2 is 2
      And there is no position P-NVDA
      When the law decides
      Then the protocol of A rev is frozen
      Given there is no position P-2
      When the law decides
      Then the protocol of A rev is open

    @SLEEVE-M3 @LEVEL-15
    Scenario: A frozen sleeve is locked when its put falls to Level 3, and stays so when the put is gone
      Given so far the protocol of A rev is frozen
      And so far the worst level of P-NVDA is 2
      And the price of NVDA is $170
      When the law decides
      Then the protocol of A rev is locked
      And SLEEVE-M3 decides for A rev
      When the law decides
      Then A rev is not coming to Level 3
      Given there is no position P-NVDA
      When the law decides
      Then the protocol of A rev is locked
      And SLEEVE-M4 does not decide for A rev
      And SLEEVE-M5 does not decide for A rev

    @SLEEVE-M3 @R-35
    Scenario: A roll that fails locks as Level 3 does
      Given the price of NVDA is $175
      And the ask of NVDA-185-PUT is $10.51
      When the law decides
      Then the protocol of A rev is locked

    @SLEEVE-M5 @R-13
    Scenario: An operator's reset opens the sleeve when no such put is left
      Given so far the protocol of A rev is locked
      And sleeve reset happens in A rev with:
        | who    | the owner           |
        | reason | the put was bought back |
      When the law decides
      Then the protocol of A rev is open
      And SLEEVE-M5 decides for A rev
      And SLEEVE-M4 does not decide for A rev

    @SLEEVE-M4 @R-13
    Scenario: An operator's reset leaves the sleeve frozen while a put at Level 2 or deeper is left
      Given so far the protocol of A rev is locked
      And so far the worst level of P-NVDA is 3
      And sleeve reset happens in A rev with:
        | who    | the owner        |
        | reason | no price to leave at |
      When the law decides
      Then the protocol of A rev is frozen
      And SLEEVE-M4 decides for A rev
      And SLEEVE-M5 does not decide for A rev

    @SLEEVE-M4 @SLEEVE-M5
    Scenario: A reset in the moment in which a put comes to Level 3 is too early
      Given so far the protocol of A rev is locked
      And the price of NVDA is $170
      And sleeve reset happens in A rev with:
        | who    | the owner     |
        | reason | all seems well |
      When the law decides
      Then the protocol of A rev is locked
      And SLEEVE-M4 does not decide for A rev
      And SLEEVE-M5 does not decide for A rev

    @SLEEVE-M5
    Scenario: A reset of one sleeve is none of another
      Given so far the protocol of A rev is locked
      And so far the protocol of A gen is locked
      And sleeve reset happens in A gen with:
        | who    | the owner |
        | reason | looked at |
      When the law decides
      Then the protocol of A gen is open
      And the protocol of A rev is locked

    @LEVEL-06 @LEVEL-16 @R-13 @R-19
    Scenario Outline: Rev is <state>: it opens nothing, buys nothing, invests nothing, accepts nothing, forks nothing
      Given so far the protocol of A rev is <state>
      And so far the worst level of P-NVDA is 2
      And these orders:
        | order | sleeve | contract     | origin   | side  | quantity | filled | limit | opens | urgent |
        | O-1   | A rev  | NVDA-172-PUT-WED | external | short | 1    | 0      | $9.65 | yes   | no     |
      And these purchases:
        | purchase | sleeve | underlying |
        | B-1      | A rev  | NVDA       |
      When the law decides
      Then it is forbidden to open a cash-secured put on NVDA-172-PUT-WED in A rev because of LEVEL-06
      And it is forbidden to buy shares of B-1 because of LEVEL-06
      And it is forbidden to accept an external order O-1 because of LEVEL-06
      And LEVEL-06 decides for A rev
      And LEVEL-16 <forks> for A rev

      Examples:
        | state  | forks           |
        | frozen | does not decide |
        | locked | decides         |

  Rule: Without a price on both sides there is no blind order; without a price of the share there is no level: somebody is told

    Background:
      Given the facts of "facts/protocol-rolls.yaml"

    @LEVEL-17 @LEVEL-08 @LEVEL-18 @LEVEL-20 @R-23
    Scenario Outline: Level 3, bid <bid>, ask <ask>
      Given the price of NVDA is $170
      And the bid of NVDA-185-PUT is <bid>
      And the ask of NVDA-185-PUT is <ask>
      When the law decides
      Then P-NVDA <sides> quoted on both sides
      And it is <left> to exit at market on P-NVDA
      And it is <told> to alert the operator of A rev
      And the protocol of A rev is locked
      And LEVEL-17 <quoted> for P-NVDA
      And LEVEL-18 <tells> for A rev

      Examples:
        | bid     | ask     | sides  | left         | told         | quoted          | tells           |
        | $15.00  | $15.20  | is     | intended     | not intended | decides         | does not decide |
        | $0.0001 | $15.20  | is     | intended     | not intended | decides         | does not decide |
        | $15.1999 | $15.20 | is     | intended     | not intended | decides         | does not decide |
        | $15.2001 | $15.20 | is not | not intended | intended     | does not decide | decides         |
        | $15.20  | $15.20  | is     | intended     | not intended | decides         | does not decide |
        | $0      | $15.20  | is not | not intended | intended     | does not decide | decides         |
        | unknown | $15.20  | is not | not intended | intended     | does not decide | decides         |
        | $15.00  | unknown | is not | not intended | intended     | does not decide | decides         |

    @LEVEL-17 @LEVEL-18
    Scenario: At Level 2 nobody is told that there is no bid
      Given the price of NVDA is $175
      And the bid of NVDA-185-PUT is $0
      When the law decides
      Then LEVEL-18 does not decide for A rev

    @LEVEL-18
    Scenario: One alert a session about a put that cannot be left
      Given the price of NVDA is $170
      And the bid of NVDA-185-PUT is $0
      When the law decides
      Then it is proposed to alert the operator of A rev because of LEVEL-18
      Given it is 15:00
      When the law decides
      Then it is not proposed to alert the operator of A rev
      Given it is Thursday 16 April 2026 at 9:45
      When the law decides
      Then it is proposed to alert the operator of A rev because of LEVEL-18

    @LEVEL-19 @LEVEL-20 @R-40
    Scenario Outline: Nvidia's price is <told>: <alert>
      Given the price of NVDA is <told>
      When the law decides
      Then it is <alert> to alert the operator of A rev
      And it is not proposed to alert the operator of A gen
      And LEVEL-19 <decides> for A rev

      Examples:
        | told                  | alert        | decides         |
        | $189, 300 seconds old | not intended | does not decide |
        | $189, 301 seconds old | intended     | decides         |
        | unknown               | intended     | decides         |

    @LEVEL-19
    Scenario: One alert a session about a put that cannot be judged
      Given the price of NVDA is unknown
      When the law decides
      Then it is proposed to alert the operator of A rev
      When the law decides
      Then it is not proposed to alert the operator of A rev
      Given it is Thursday 16 April 2026 at 9:45
      When the law decides
      Then it is proposed to alert the operator of A rev

  Rule: A covered call is held until 65% profit; early assignment, an earnings week and calling away are its Levels 1, 2 and 3

    Background:
      Given the facts of "facts/protocol-calls.yaml"

    @CALL-01 @CALL-02 @R-10
    Scenario Outline: Apple at <price>, a call of strike 270 with a mid of <mid>, a dividend of <dividend> on <day>
      Given the price of AAPL is <price>
      And the bid of AAPL-270-CALL is <mid>
      And the ask of AAPL-270-CALL is <mid>
      And the ex-dividend date of AAPL is <day>
      And the dividend of AAPL is <dividend>
      When the law decides
      Then P-AAPL <tempted> likely to be exercised for a dividend
      And the early-assignment risk of P-AAPL is <risk>
      And CALL-01 <decides> for P-AAPL

      Examples: In the money, ex-dividend by the next session, and the value beyond exercise is less than the dividend
        | price    | mid   | dividend | day        | tempted | risk | decides         |
        | $272     | $2.25 | $0.26    | 2026-04-15 | is      | 100% | decides         |
        | $272     | $2.26 | $0.26    | 2026-04-15 | is not  | 60%  | does not decide |
        | $272     | $2.25 | $0.25    | 2026-04-15 | is not  | 60%  | does not decide |
        | $272     | $2.25 | $0.26    | 2026-04-14 | is not  | 60%  | does not decide |
        | $272     | $2.25 | $0.26    | 2026-04-16 | is not  | 60%  | does not decide |
        | $272     | $2.25 | $0.26    | none       | is not  | 60%  | does not decide |
        | $272     | $2.25 | none     | 2026-04-15 | is not  | 60%  | does not decide |
        | $270.01  | $0.26 | $0.26    | 2026-04-15 | is      | 100% | decides         |
        | $270     | $0.25 | $0.26    | 2026-04-15 | is not  | 60%  | does not decide |

    @CALL-01 @CALL-02 @R-10
    Scenario: Whether there is a dividend is not known: the risk lies between delta and 1
      Given the price of AAPL is $272
      And the bid of AAPL-270-CALL is $2.25
      And the ask of AAPL-270-CALL is $2.25
      And the original credit of P-AAPL is $4.00
      And the ex-dividend date of AAPL is unknown
      And the dividend of AAPL is $0.26
      When the law decides
      Then the early-assignment risk of P-AAPL is unknown, 60% to 100%
      And it is not proposed to close P-AAPL
      And an alarm names CALL-03 for P-AAPL

    @CALL-02 @CALL-03 @R-10
    Scenario Outline: Delta <delta>, received $2.00, now asked <ask>: <verdict>
      Given the delta of the feed of AAPL-270-CALL is <delta>
      And the bid of AAPL-270-CALL is $1.30
      And the ask of AAPL-270-CALL is <ask>
      When the law decides
      Then the early-assignment risk of P-AAPL is <risk>
      And the premium decay of P-AAPL is <decay>
      And it is <verdict> to close P-AAPL
      And CALL-03 <decides> for P-AAPL

      Examples: Above 80%, from 30% profit on
        | delta  | risk   | ask     | decay   | verdict      | decides         |
        | 0.8000 | 80%    | $1.40   | 30%     | not proposed | does not decide |
        | 0.8001 | 80.01% | $1.40   | 30%     | proposed     | decides         |
        | 0.8001 | 80.01% | $1.4001 | 29.995% | not proposed | does not decide |
        | 0.9500 | 95%    | $1.40   | 30%     | proposed     | decides         |

    @CALL-03
    Scenario: All of it is bought back, at mid and at most 5% above, and it is not ordered twice
      Given the delta of the feed of AAPL-270-CALL is 0.90
      And the bid of AAPL-270-CALL is $1.30
      And the ask of AAPL-270-CALL is $1.40
      When the law decides
      Then it is intended to close P-AAPL because of CALL-03 with:
        | quantity | 3 contracts |
        | limit    | $1.35       |
        | bound    | $1.41       |
      When the law decides
      Then it is not proposed to close P-AAPL

    @CALL-03
    Scenario Outline: <quantity> contracts are left of the call: <verdict>
      Given the quantity of position P-AAPL is <quantity>
      And the delta of the feed of AAPL-270-CALL is 0.90
      And the bid of AAPL-270-CALL is $1.30
      And the ask of AAPL-270-CALL is $1.40
      When the law decides
      Then it is <verdict> to close P-AAPL

      Examples:
        | quantity | verdict      |
        | 0        | not proposed |
        | 1        | proposed     |

    @CALL-03
    Scenario: A call that is held, not written, is never assigned early
      Given the side of position P-AAPL is long
      And the delta of the feed of AAPL-270-CALL is 0.90
      And the bid of AAPL-270-CALL is $1.30
      And the ask of AAPL-270-CALL is $1.40
      When the law decides
      Then it is not proposed to close P-AAPL

    @CALL-03
    Scenario: A call that is being closed is not closed again
      Given so far P-AAPL is close under way
      And the delta of the feed of AAPL-270-CALL is 0.90
      And the bid of AAPL-270-CALL is $1.30
      And the ask of AAPL-270-CALL is $1.40
      When the law decides
      Then it is not proposed to close P-AAPL

    @CALL-03 @R-95
    Scenario: A call whose purchase was given up is closed at its next check, a minute later at Level 1
      Given the delta of the feed of AAPL-270-CALL is 0.90
      And the bid of AAPL-270-CALL is $1.30
      And the ask of AAPL-270-CALL is $1.40
      When the law decides
      Then it is intended to close P-AAPL because of CALL-03
      Given it is 10:00:35
      And close.rejected happens in P-AAPL
      When the law decides
      Then it is not proposed to close P-AAPL
      Given it is 10:01
      When the law decides
      Then it is intended to close P-AAPL because of CALL-03

    @LEVEL-24 @LEVEL-25
    Scenario Outline: Delta <delta>: the call is looked at every <interval>
      Given the delta of the feed of AAPL-270-CALL is <delta>
      When the law decides
      Then the time between looks at a call of P-AAPL is <interval>
      And P-AAPL <early> possibly exercised early
      And LEVEL-25 decides for P-AAPL
      And LEVEL-24 <decides> for P-AAPL
      And the law looks again at <instant>

      Examples: At Level 1, a risk above 80%, every minute
        | delta  | interval  | early  | decides         | instant |
        | 0.8000 | 5 minutes | is not | does not decide | 10:05   |
        | 0.8001 | 1 minute  | is     | decides         | 10:01   |

    @LEVEL-24 @LEVEL-25
    Scenario: A call whose risk is not known is looked at as if it were at Level 1
      Given the price of AAPL is $272
      And the bid of AAPL-270-CALL is $2.25
      And the ask of AAPL-270-CALL is $2.25
      And the ex-dividend date of AAPL is unknown
      And the dividend of AAPL is $0.26
      When the law decides
      Then P-AAPL is possibly exercised early
      And the time between looks at a call of P-AAPL is 1 minute

    @LEVEL-25
    Scenario: A call that is held, not written, is not checked
      Given the side of position P-AAPL is long
      And the side of position P-275 is long
      When the law decides
      Then LEVEL-25 does not decide
      And LEVEL-24 does not decide

    @CALL-03
    Scenario: Below Level 1 a call is held, also on the day before the last
      Given the delta of the feed of AAPL-270-CALL is 0.60
      And it is Thursday 16 April 2026 at 15:00
      And the sessions to expiry of AAPL-270-CALL are 2
      When the law decides
      Then it is not proposed to close P-AAPL

    @CALL-05
    Scenario Outline: The call level of Apple: <what>
      Given the delta of the feed of AAPL-270-CALL is <delta>
      And the next earnings date of AAPL is <earnings>
      When the law decides
      Then the call level of AAPL in A com is <level>
      And CALL-05 <decides> for AAPL in A com

      Examples:
        | what                                        | delta  | earnings   | level | decides         |
        | all is quiet                                | 0.80   | 2026-04-20 | 0     | does not decide |
        | early assignment threatens                  | 0.8001 | 2026-04-20 | 1     | decides         |
        | it reports this week                        | 0.80   | 2026-04-17 | 2     | decides         |
        | it reports this week and assignment threatens | 0.8001 | 2026-04-17 | 2   | decides         |

    @CALL-05
    Scenario Outline: No call level for <what>
      Given the next earnings date of MSFT is 2026-04-17
      And the instrument of underlying MSFT is <instrument>
      And these exposures:
        | exposure | sleeve | contract      | side  | quantity   | source |
        | E-MSFT   | A com  | MSFT-395-CALL | short | <quantity> | held   |
      When the law decides
      Then the call level of MSFT in A com is <level>

      Examples:
        | what                                 | instrument | quantity | level |
        | a fund                               | fund       | 1        | 0     |
        | shares on which no call is written   | stock      | 0        | 0     |
        | none of these                        | stock      | 1        | 2     |

    @CALL-05
    Scenario: A single share that is covered has a call level
      Given the next earnings date of MSFT is 2026-04-17
      And the multiplier of MSFT-395-CALL is 1
      And these exposures:
        | exposure | sleeve | contract      | side  | quantity | source |
        | E-MSFT   | A com  | MSFT-395-CALL | short | 1        | held   |
      When the law decides
      Then the call level of MSFT in A com is 2

  Rule: Called away, a sleeve comes back by a put in the next cycle

    @CALL-04 @CALL-05 @CALL-06
    Scenario Outline: Shares of <symbol> were called away from <sleeve> on <day> at <time>
      Given the facts of "facts/thursday.yaml"
      And on <day> at <time>, shares called away happened in <sleeve> with:
        | shares     | 100      |
        | price      | $270     |
        | underlying | <symbol> |
      When the law decides
      Then the call level of AAPL in A gen is <level>
      And it is <verdict> to open a cash-secured put on AAPL-260-PUT in A gen
      And CALL-04 <decides> for AAPL in A gen
      And CALL-06 <decides> for AAPL in A gen

      Examples: On that day no put; in the next cycle again
        | symbol | sleeve | day           | time  | level | verdict   | decides         |
        | AAPL   | A gen  | 16 April 2026 | 9:50  | 3     | forbidden | decides         |
        | AAPL   | A gen  | 16 April 2026 | 0:00  | 3     | forbidden | decides         |
        | AAPL   | A gen  | 15 April 2026 | 23:59 | 0     | permitted | does not decide |
        | SPY    | A gen  | 16 April 2026 | 9:50  | 0     | permitted | does not decide |
        | AAPL   | A rev  | 16 April 2026 | 9:50  | 0     | permitted | does not decide |

  Rule: In an earnings week calls are bought back, dearest delta first, until no more than half the shares are covered

    Background:
      Given the facts of "facts/protocol-calls.yaml"
      And the next earnings date of AAPL is 2026-04-17

    @PRICE-06 @R-94
    Scenario Outline: A call quoted <bid> to <ask>, in ticks of <tick>, is <verdict> to be bought back
      Given the tick of AAPL-270-CALL is <tick>
      And the bid of AAPL-270-CALL is <bid>
      And the ask of AAPL-270-CALL is <ask>
      When the law decides
      Then it is <verdict> to close P-AAPL
      And PRICE-06 <decides> for P-AAPL

      Examples:
        | bid   | ask   | tick  | verdict   | decides         |
        | $0.00 | $0.01 | $0.01 | forbidden | decides         |
        | $0.00 | $0.02 | $0.01 | permitted | does not decide |
        | $0.04 | $0.05 | $0.05 | forbidden | decides         |
        | $0.05 | $0.05 | $0.05 | permitted | does not decide |

    @PRICE-06
    Scenario: Without a quote nobody knows whether it is worth nothing, and nobody is stopped
      Given the bid of AAPL-270-CALL is unknown
      When the law decides
      Then it is permitted to close P-AAPL
      And no alarm names PRICE-06 for P-AAPL

    @PRICE-06
    Scenario: The exit of Level 3 pays the ask, and is not stopped
      Given the bid of AAPL-270-CALL is $0.00
      And the ask of AAPL-270-CALL is $0.01
      When the law decides
      Then it is permitted to exit at market P-AAPL

    @UNCOVER-01 @UNCOVER-02 @UNCOVER-03 @R-38
    Scenario: Three calls of strike 270 and one of 275 on 500 shares: two are bought back, of the dearer strike
      When the law decides
      Then the covered shares of AAPL in A com are 400 shares
      And the shares covered too many of AAPL in A com are 150 shares
      And the contracts to buy back of P-AAPL are 2 contracts
      And the contracts to buy back of P-275 are 0 contracts
      And it is intended to close P-AAPL because of UNCOVER-03 with:
        | quantity | 2 contracts |
        | limit    | $1.96       |
        | bound    | $2.05       |
      And it is not proposed to close P-275
      And UNCOVER-01 decides for AAPL in A com
      And UNCOVER-02 decides for P-AAPL
      And UNCOVER-02 does not decide for P-275
      When the law decides
      Then it is not proposed to close P-AAPL

    @UNCOVER-02 @UNCOVER-03 @R-38
    Scenario Outline: Deltas of <270> and <275>: <three> of the three, <one> of the one
      Given the delta of the feed of AAPL-270-CALL is <270>
      And the delta of the feed of AAPL-275-CALL is <275>
      When the law decides
      Then the contracts to buy back of P-AAPL are <three> contracts
      And the contracts to buy back of P-275 are <one> contracts

      Examples: Of one delta, the lower strike is the dearer
        | 270    | 275    | three | one |
        | 0.6000 | 0.3000 | 2     | 0   |
        | 0.3000 | 0.3001 | 1     | 1   |
        | 0.3000 | 0.3000 | 2     | 0   |

    @UNCOVER-02 @R-38
    Scenario Outline: Of one delta, strikes of 270 and <strike>
      Given the strike of contract AAPL-275-CALL is <strike>
      And the delta of the feed of AAPL-270-CALL is 0.3000
      When the law decides
      Then the contracts to buy back of P-AAPL are <three> contracts
      And the contracts to buy back of P-275 are <one> contracts

      Examples: The lower strike is the dearer; of one strike, neither goes before the other
        | strike   | three | one |
        | 270.0001 | 2     | 0   |
        | 269.9999 | 1     | 1   |
        | 270      | 2     | 1   |

    @UNCOVER-01 @UNCOVER-02
    Scenario Outline: <shares> shares, 400 of them covered
      Given the shares of holding A com AAPL are <shares>
      When the law decides
      Then the shares covered too many of AAPL in A com are <too many>
      And the contracts to buy back of P-AAPL are <three> contracts
      And the contracts to buy back of P-275 are <one> contracts

      Examples:
        | shares | too many   | three | one |
        | 801    | 0 shares   | 0     | 0   |
        | 800    | 0 shares   | 0     | 0   |
        | 798    | 1 share    | 1     | 0   |
        | 600    | 100 shares | 1     | 0   |
        | 598    | 101 shares | 2     | 0   |
        | 200    | 300 shares | 3     | 0   |
        | 198    | 301 shares | 3     | 1   |

    @UNCOVER-03
    Scenario: A single contract is bought back
      Given the shares of holding A com AAPL are 600
      When the law decides
      Then it is intended to close P-AAPL because of UNCOVER-03 with:
        | quantity | 1 contract |

    @UNCOVER-03 @R-21 @R-38
    Scenario Outline: The next report is on <day>
      Given the next earnings date of AAPL is <day>
      When the law decides
      Then it is <verdict> to close P-AAPL
      And UNCOVER-03 <decides> for P-AAPL

      Examples:
        | day        | verdict      | decides         |
        | 2026-04-17 | proposed     | decides         |
        | 2026-04-20 | not proposed | does not decide |

    @UNCOVER-03
    Scenario: What was bought back is not bought back again, and no call is written in its place
      When the law decides
      Then it is proposed to close P-AAPL
      Given it is 10:01
      And close.confirmed happens in P-AAPL with:
        | quantity | 2 contracts |
        | limit    | $1.96       |
        | bound    | $2.05       |
      When the law decides
      Then it is not proposed to close P-AAPL
      And the free shares of AAPL in A com are 0 shares

    @UNCOVER-03 @CALL-03 @R-95
    Scenario: A purchase that was rejected is tried again at the call's next check
      When the law decides
      Then it is proposed to close P-AAPL
      Given it is 10:01
      And close.rejected happens in P-AAPL with:
        | quantity | 2 contracts |
        | limit    | $1.96       |
        | bound    | $2.05       |
      When the law decides
      Then it is not proposed to close P-AAPL
      Given it is 10:05
      When the law decides
      Then it is proposed to close P-AAPL because of UNCOVER-03

    @UNCOVER-03 @R-21
    Scenario: Nobody knows when it reports: nothing is bought back, and somebody is called
      Given the next earnings date of AAPL is unknown
      When the law decides
      Then it is not proposed to close P-AAPL
      And an alarm names UNCOVER-03 for P-AAPL

    @UNCOVER-03
    Scenario: A call that is being closed is not bought back as well
      Given so far P-AAPL is close under way
      When the law decides
      Then the contracts to buy back of P-AAPL are 2 contracts
      And it is not proposed to close P-AAPL

    @UNCOVER-03
    Scenario: A fund does not report
      Given the instrument of underlying AAPL is fund
      When the law decides
      Then it is not proposed to close P-AAPL
      And UNCOVER-03 does not decide for P-AAPL

    @UNCOVER-03 @COM-CLOSE-01
    Scenario: Where all of it may be taken at a profit, all of it is bought back
      Given the bid of AAPL-270-CALL is $0.68
      And the ask of AAPL-270-CALL is $0.70
      When the law decides
      Then it is intended to close P-AAPL with:
        | quantity | 3 contracts |

  Rule: Above 50 hedge mode begins, and lasts until a session closes at or below 45

    Background:
      Given the facts of "facts/thursday.yaml"

    @VIX-01 @R-36
    Scenario Outline: Hedge mode since Wednesday, which closed at <close>; the VIX is at <VIX>
      Given so far account A is in hedge mode
      And so far the hedge mode on of account A is 15 April 2026
      And the closes of the VIX are 40, 41, 42, 43 and <close>
      And the VIX is <VIX>
      When the law decides
      Then account A <mode> in hedge mode
      And VIX-01 <decides> for account A

      Examples:
        | close   | VIX   | mode   | decides         |
        | 45      | 44    | is not | decides         |
        | 45      | 50    | is not | decides         |
        | 45      | 50.01 | is     | does not decide |
        | 45.01   | 44    | is     | does not decide |
        | unknown | 44    | is     | does not decide |

    @VIX-01 @R-36
    Scenario: The close before the trip does not count: 52 and back to 44 on the same day
      Given the closes of the VIX are 40, 41, 42, 43 and 44
      And the VIX is 52
      When the law decides
      Then account A is in hedge mode
      And VIX-01 decides for account A
      Given the VIX is 44
      And it is 10:05
      When the law decides
      Then account A is in hedge mode
      Given it is Friday 17 April 2026 at 9:30
      And the previous session is 16 April 2026
      And the closes of the VIX are 41, 42, 43, 44 and 45
      When the law decides
      Then account A is not in hedge mode

    @VIX-01 @R-36
    Scenario: A VIX that nobody knows begins no hedge mode and ends none
      Given the VIX is unknown
      When the law decides
      Then account A is not in hedge mode
      Given the VIX is 52
      When the law decides
      Then account A is in hedge mode
      Given the VIX is unknown
      When the law decides
      Then account A is in hedge mode

  Rule: In hedge mode, and where a sleeve or the account is SAFE, only defensive rolls

    Background:
      Given the facts of "facts/protocol-rolls.yaml"
      And the price of SPY is $668
      And the delta of the feed of SPY-667-PUT is 0.20
      And the delta of the feed of SPY-666-PUT is 0.20

    @VIX-04 @ROLL-11 @R-37
    Scenario Outline: The strike of 684 would be rolled to <strike>, the VIX is at <VIX>
      Given the strike of contract SPY-690-PUT is <strike>
      And the bid of SPY-690-PUT is $15.05
      And the ask of SPY-690-PUT is $15.15
      And the delta of the feed of SPY-690-PUT is 0.4250
      And the VIX is <VIX>
      When the law decides
      Then P-SPY <higher> about to be rolled to a higher strike
      And it is <verdict> to roll P-SPY
      And it is <whole> to roll P-SPY
      And VIX-04 <decides> for P-SPY
      And ROLL-11 <adds> for P-SPY

      Examples: The same strike is defensive
        | strike   | VIX   | higher | verdict   | whole        | decides         | adds            |
        | 683      | 50.01 | is not | permitted | intended     | does not decide | does not decide |
        | 684      | 50.01 | is not | permitted | intended     | does not decide | does not decide |
        | 684.0001 | 50    | is     | permitted | intended     | does not decide | decides         |
        | 684.0001 | 50.01 | is     | forbidden | not intended | decides         | decides         |

    @VIX-04 @R-33 @R-37
    Scenario: A roll that is not defensive leaves its closing leg
      Given the bid of SPY-690-PUT is $15.05
      And the ask of SPY-690-PUT is $15.15
      And the delta of the feed of SPY-690-PUT is 0.4250
      And the VIX is 52
      When the law decides
      Then it is intended to roll P-SPY by its closing leg alone with:
        | quantity | 1 contract |

    @VIX-04 @R-13
    Scenario Outline: <safe>: a roll to a higher strike is forbidden, one to a lower strike is not
      Given the strike of contract SPY-690-PUT is <strike>
      And the bid of SPY-690-PUT is $15.05
      And the ask of SPY-690-PUT is $15.15
      And the delta of the feed of SPY-690-PUT is 0.4250
      And <state>
      When the law decides
      Then it is <verdict> to roll P-SPY
      And VIX-04 <decides> for P-SPY

      Examples:
        | safe                  | state                                  | strike | verdict   | decides         |
        | The account is locked | so far account A is locked by the breaker | 685    | forbidden | decides         |
        | The account is locked | so far account A is locked by the breaker | 684    | permitted | does not decide |
        | The sleeve is locked  | so far the protocol of A gen is locked | 685    | forbidden | decides         |
        | The sleeve is locked  | so far the protocol of A gen is locked | 684    | permitted | does not decide |
        | The sleeve is frozen  | so far the protocol of A gen is frozen | 685    | permitted | does not decide |

    @ROLL-11
    Scenario: Without a target nothing is rolled to a higher strike, in hedge mode neither
      Given there is no contract SPY-690-PUT
      And the VIX is 52
      When the law decides
      Then ROLL-11 does not decide for P-SPY
      And it is not permitted to roll P-SPY only because of ROLL-08

  Rule: Above 65 nothing new, above 80 neither rolls nor hedges; each trip is recorded

    Background:
      Given the facts of "facts/protocol-rolls.yaml"
      And the price of NVDA is $175

    @VIX-05 @R-23
    Scenario Outline: The VIX is <VIX>: the roll is <verdict>
      Given the VIX is <VIX>
      When the law decides
      Then it is <verdict> to roll P-NVDA
      And VIX-05 <decides> for account A

      Examples:
        | VIX     | verdict   | decides         |
        | 66      | permitted | does not decide |
        | 80      | permitted | does not decide |
        | 80.01   | forbidden | decides         |
        | 81      | forbidden | decides         |
        | unknown | permitted | does not decide |

    @VIX-05 @R-23 @R-33
    Scenario: At 81 a put at Level 2 is closed in place of being rolled
      Given the VIX is 81
      When the law decides
      Then it is intended to roll P-NVDA by its closing leg alone

    @VIX-06 @VIX-07 @VIX-08 @R-36
    Scenario Outline: The VIX is <VIX>
      Given the VIX is <VIX>
      When the law decides
      Then VIX-06 <50> for account A
      And VIX-07 <65> for account A
      And VIX-08 <80> for account A

      Examples:
        | VIX     | 50              | 65              | 80              |
        | 50      | does not decide | does not decide | does not decide |
        | 50.01   | decides         | does not decide | does not decide |
        | 65      | decides         | does not decide | does not decide |
        | 65.01   | decides         | decides         | does not decide |
        | 80      | decides         | decides         | does not decide |
        | 80.01   | decides         | decides         | decides         |
        | unknown | does not decide | does not decide | does not decide |

    @VIX-06 @VIX-07 @VIX-08 @R-36
    Scenario Outline: The acceptance values are recorded: <VIX>
      Given the VIX is <VIX>
      When the law decides
      Then the law records breaker tripped for account A with:
        | vix   | <VIX>   |
        | above | <limit> |

      Examples:
        | VIX | limit |
        | 52  | 50    |
        | 66  | 65    |
        | 66  | 50    |
        | 81  | 80    |
        | 81  | 65    |

    @VIX-06 @R-36
    Scenario: In one hedge mode the trip above 50 is recorded once
      Given the VIX is 52
      When the law decides
      Then VIX-06 decides for account A
      Given the VIX is 49
      When the law decides
      Then the law records no breaker tripped
      Given the VIX is 53
      When the law decides
      Then the law records no breaker tripped

    @VIX-06 @R-36
    Scenario: The next hedge mode has a trip of its own
      Given the VIX is 52
      When the law decides
      Then VIX-06 decides for account A
      Given it is Thursday 16 April 2026 at 9:45
      And the previous session is 15 April 2026
      And the closes of the VIX are 40, 41, 42, 43 and 44
      And the VIX is 44
      When the law decides
      Then account A is not in hedge mode
      Given the VIX is 51
      When the law decides
      Then VIX-06 decides for account A

    @VIX-07 @VIX-08 @R-36
    Scenario Outline: A VIX that stays above <limit> trips once, and again when it was below
      Given the VIX is <first>
      When the law decides
      Then <rule> decides for account A
      Given the VIX is <second>
      When the law decides
      Then <rule> does not decide for account A
      Given the VIX is <limit>
      When the law decides
      Then <rule> does not decide for account A
      Given the VIX is <second>
      When the law decides
      Then <rule> decides for account A

      Examples:
        | rule   | limit | first | second |
        | VIX-07 | 65    | 66    | 67     |
        | VIX-07 | 65    | 65.01 | 65.01  |
        | VIX-08 | 80    | 81    | 82     |
        | VIX-08 | 80    | 80.01 | 80.01  |
