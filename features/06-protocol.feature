Feature: §6 Protocol engine: ATR, levels of a short put, breakers on the VIX
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
        | ranges              | ATR    |
        | 4, 5, 6, 5 and 5    | $5     |
        | 4, 5, 6, 5 and 5.01 | $5.002 |
        | 1, 1, 1, 1 and 21   | $5     |
        | 0, 0, 0, 0 and 0.05 | $0.01  |

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

  Rule: At Level 3 a position is left at market

    Background:
      Given the facts of "facts/friday.yaml"

    @LEVEL-08 @LEVEL-09 @R-23
    Scenario: The acceptance case: Apple at $245, all three contracts are left
      Given the price of AAPL is $245
      When the law decides
      Then it is proposed to exit at market on AAPL-260-PUT only because of LEVEL-08
      And it is intended to exit at market on AAPL-260-PUT with:
        | quantity | 3 contracts |
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
    Scenario Outline: ATR $0.40, Apple at <price> on Friday afternoon: near the strike, and Level 3 begins at $258.80
      Given the true ranges of AAPL are 0.4, 0.4, 0.4, 0.4 and 0.4
      And the price of AAPL is <price>
      When the law decides
      Then it is <leaving> to exit at market on AAPL-260-PUT
      And it is <closing> to close AAPL-260-PUT
      And POSITION-01 <decides> for AAPL-260-PUT

      Examples:
        | price     | leaving      | closing      | decides         |
        | $258.80   | proposed     | not proposed | decides         |
        | $258.8001 | not proposed | proposed     | does not decide |

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
        | The account is locked      | account A is locked                    |
        | The broker does not answer | the broker is not up                   |
        | The spread is wide         | the ask of AAPL-260-PUT is $5          |
        | Nobody trades the contract | the open interest of AAPL-260-PUT is 0 |
        | The price is not known     | the price of AAPL is unknown           |
        | The put is at Level 3      | the price of AAPL is $245              |
        | It is night                | it is 23:00                            |

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
        | VIX   | verdict   | rules             | 65              | 80              |
        | 52    | permitted | GEN-ENTRY-01      | does not decide | does not decide |
        | 65    | permitted | GEN-ENTRY-01      | does not decide | does not decide |
        | 65.01 | forbidden | VIX-02            | decides         | does not decide |
        | 66    | forbidden | VIX-02            | decides         | does not decide |
        | 80    | forbidden | VIX-02            | decides         | does not decide |
        | 80.01 | forbidden | VIX-02 and VIX-03 | decides         | decides         |
        | 81    | forbidden | VIX-02 and VIX-03 | decides         | decides         |

    @VIX-02
    Scenario: Covered calls are new entries, and so are shares
      Given the facts of "facts/monday.yaml"
      And the VIX is 65.01
      When the law decides
      Then it is forbidden to write a covered call on MSFT-395-CALL in A com only because of VIX-02
      And it is forbidden to buy shares of AAPL in A com only because of VIX-02
      And nothing is allocated to account A

    @VIX-01 @VIX-02
    Scenario Outline: A VIX that is <age> old
      Given the facts of "facts/thursday.yaml"
      And the VIX is <age> old
      When the law decides
      Then it is <verdict> to open a cash-secured put on SPY-684-PUT in A gen
      And the deployment factor of account A is <share>

      Examples:
        | age        | verdict   | share   |
        | 30 seconds | permitted | 100%    |
        | 31 seconds | forbidden | unknown |

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
