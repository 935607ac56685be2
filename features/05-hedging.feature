Feature: §5 Hedging: triggers, the quarter's budget, SPX puts and VIX calls, release
  Gen has $400,000, Rev $1,000,000, Com $600,000, all in cash. Nothing is held and no sleeve's window is open. For Rev 1% are $10,000 and 0.5% are $5,000.

  Rule: The market is afraid after five closes of the VIX in a row above 30

    Background:
      Given the facts of "facts/hedging.yaml"

    @HEDGE-01 @HEDGE-03
    Scenario Outline: The VIX closed at <closes>
      Given the closes of the VIX are <closes>
      When the law decides
      Then the market is afraid
      And the market is held up by five high closes of the VIX
      And HEDGE-01 decides
      And HEDGE-03 decides

      Examples: All five above 30; what came before does not count
        | closes                              |
        | 30.01, 30.01, 30.01, 30.01 and 30.01 |
        | 29, 30.01, 31, 32, 33 and 34         |

    @HEDGE-01 @HEDGE-03
    Scenario Outline: The VIX closed at <closes>, which is not five times above 30
      Given the closes of the VIX are <closes>
      When the law decides
      Then the market is not afraid
      And HEDGE-01 does not decide
      And HEDGE-03 does not decide

      Examples: Exactly 30 at the end or the beginning of the five; four; a hole
        | closes                        |
        | 31, 31, 31, 31 and 30         |
        | 30, 31, 31, 31 and 31         |
        | 31, 31, 31 and 31             |
        | 31, unknown, 31, 31 and 31    |

    @HEDGE-03 @R-85
    Scenario Outline: The market was afraid, and the VIX closed at <closes>
      Given so far the market is afraid
      And the closes of the VIX are <closes>
      When the law decides
      Then the market <is> afraid

      Examples: One close at 30 ends it; what nobody knows does not
        | closes                       | is     |
        | 31, 31, 31, 31 and 30        | is not |
        | 31, 31, 31, 31 and 30.01     | is     |
        | 31, 31, unknown, 31 and 31   | is     |

  Rule: The market has fallen when the S&P 500 closed 20% or more below its high

    Background:
      Given the facts of "facts/hedging.yaml"

    @HEDGE-02 @HEDGE-04 @R-81
    Scenario Outline: It closed at <close>, and its high is 7,000: <drawdown> below
      Given the last close of the S&P 500 is <close>
      When the law decides
      Then the drawdown of the S&P 500 is about <drawdown>
      And the market <is> fallen
      And HEDGE-04 <decides>

      Examples: Just above and exactly 20%
        | close    | drawdown | is     | decides         |
        | $5600.01 | 20.0%    | is not | does not decide |
        | $5600    | 20%      | is     | decides         |
        | $3500    | 50%      | is     | decides         |
        | $6800    | 2.86%    | is not | does not decide |

    @HEDGE-02 @HEDGE-04
    Scenario: A close that nobody knows is no fall
      Given the last close of the S&P 500 is unknown
      When the law decides
      Then the drawdown of the S&P 500 is unknown
      And the market is not fallen

    @HEDGE-02
    Scenario: At its high the S&P 500 is not below it
      Given the last close of the S&P 500 is $7000
      When the law decides
      Then the drawdown of the S&P 500 is 0%
      And HEDGE-02 does not decide

    @HEDGE-02 @HEDGE-04 @R-85
    Scenario Outline: The market had fallen, and the close of the S&P 500 is <close>
      Given so far the market is fallen
      And the last close of the S&P 500 is <close>
      When the law decides
      Then the market <is> fallen

      Examples:
        | close    | is     |
        | $5600    | is     |
        | $5600.01 | is not |
        | unknown  | is     |

  Rule: The market is narrow when fewer than 20% of the names are above their 50-day average

    Background:
      Given the facts of "facts/hedging.yaml"

    @HEDGE-05
    Scenario Outline: <breadth> of the names are above their average
      Given the breadth of the market is <breadth>
      When the law decides
      Then the market <is> narrow
      And HEDGE-05 <decides>

      Examples: Exactly 20% is not fewer
        | breadth | is     | decides         |
        | 19.99%  | is     | decides         |
        | 20%     | is not | does not decide |
        | unknown | is not | does not decide |

    @HEDGE-05 @R-85
    Scenario Outline: The market was narrow, and the breadth is <breadth>
      Given so far the market is narrow
      And the breadth of the market is <breadth>
      When the law decides
      Then the market <is> narrow

      Examples:
        | breadth | is     |
        | 19.99%  | is     |
        | 20%     | is not |
        | unknown | is     |

  Rule: A sleeve is in recovery while one of its puts has come to Level 2

    Background: Nvidia's ATR is $5, so that Level 2 of a put of strike 185 begins at $175
      Given the facts of "facts/hedging.yaml"
      And these positions:
        | position | sleeve | contract     | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A rev  | NVDA-185-PUT | short | income  | 4        | $1.80           | 2026-04-13 | no           |

    @HEDGE-06 @HEDGE-08 @R-07
    Scenario Outline: Nvidia at <price>
      Given the price of NVDA is <price>
      When the law decides
      Then A rev <is> in recovery
      And A gen is not in recovery
      And HEDGE-06 <decides> for A rev
      And HEDGE-06 does not decide for A gen

      Examples:
        | price    | is     | decides         |
        | $175.01  | is not | does not decide |
        | $175     | is     | decides         |

    @HEDGE-08
    Scenario: Narrowness counts before a Level 2
      Given the price of NVDA is $175
      And the breadth of the market is 19%
      When the law decides
      Then the danger of A rev is breadth
      And the danger of A gen is breadth

    @HEDGE-06
    Scenario: The last put at Level 2 is gone
      Given so far A rev is in recovery
      And there is no position P-1
      When the law decides
      Then A rev is not in recovery

    @HEDGE-06 @HEDGE-07 @HEDGE-08 @HEDGE-20 @R-85
    Scenario: A Level 2 hedges its own sleeve in the same decision
      Given the price of NVDA is $175
      When the law decides
      Then the danger of A rev is level two
      And the danger of A gen is none
      And the first day of the newest danger of A rev is 2026-04-14
      And it is permitted to buy a hedge on A rev/SPX-5780-PUT-JAN because of HEDGE-20
      And it is not permitted to buy a hedge on A com/SPX-5780-PUT-JAN
      And 1 contract for hedge offer A rev/SPX-5780-PUT-JAN is allocated
      And ALLOC-HEDGES does not decide for A com
      And HEDGE-08 decides for A rev
      And HEDGE-08 does not decide for A gen

  Rule: What a hedge is bought for, and since when that lasts

    Background:
      Given the facts of "facts/hedging.yaml"

    @HEDGE-07 @HEDGE-08
    Scenario: No danger
      When the law decides
      Then the danger of A rev is none
      And the first day of the newest danger of A rev is 2026-01-05
      And A rev is not short of puts
      And A rev is not short of calls
      And HEDGE-08 does not decide for A rev
      And it is not permitted to buy a hedge on A rev/SPX-5780-PUT-JAN
      And it is not permitted to buy a hedge on A rev/VIX-24-CALL-OCT
      And ALLOC-HEDGES does not decide for A rev

    @HEDGE-08 @R-07
    Scenario Outline: Any one trigger suffices: <what>
      Given the closes of the VIX are <closes>
      And the last close of the S&P 500 is <close>
      And the breadth of the market is <breadth>
      When the law decides
      Then the danger of A rev is <danger>
      And the danger of A gen is <danger>
      And A rev is short of puts
      And A rev is short of calls
      And HEDGE-08 decides for A rev
      And 1 contract for hedge offer A rev/SPX-5780-PUT-JAN is allocated

      Examples: One alone; of several the first counts
        | what                | closes                 | close | breadth | danger       |
        | the VIX             | 31, 31, 31, 31 and 31  | $6800 | 45%     | vix closes   |
        | the drawdown        | 31, 31, 31, 31 and 30  | $5600 | 45%     | spx drawdown |
        | the breadth         | 31, 31, 31, 31 and 30  | $6800 | 19.99%  | breadth      |
        | all three           | 31, 31, 31, 31 and 31  | $5600 | 19.99%  | vix closes   |
        | drawdown and breadth | 31, 31, 31, 31 and 30 | $5600 | 19.99%  | spx drawdown |

    @HEDGE-07 @R-85
    Scenario Outline: <first> on Tuesday, <second> on Wednesday: the newest danger counts
      Given the facts of market are:
        | closes of the VIX             | <closes 1> |
        | last close of the S&P 500     | <close 1>  |
        | breadth of the market         | <breadth 1> |
      When the law decides
      Given it is 2026-04-15 at 10:00
      And the facts of market are:
        | closes of the VIX             | <closes 2> |
        | last close of the S&P 500     | <close 2>  |
        | breadth of the market         | <breadth 2> |
      When the law decides
      Then the first day of the newest danger of A rev is <from>

      Examples:
        | first     | second    | closes 1              | close 1 | breadth 1 | closes 2              | close 2 | breadth 2 | from       |
        | fear      | fear      | 31, 31, 31, 31 and 31 | $6800   | 45%       | 31, 31, 31, 31 and 31 | $6800   | 45%       | 2026-04-14 |
        | fear      | a fall    | 31, 31, 31, 31 and 31 | $6800   | 45%       | 31, 31, 31, 31 and 31 | $5600   | 45%       | 2026-04-15 |
        | fear      | narrowness | 31, 31, 31, 31 and 31 | $6800  | 45%       | 31, 31, 31, 31 and 31 | $6800   | 19%       | 2026-04-15 |
        | a fall    | fear      | 31, 31, 31, 31 and 30 | $5600   | 45%       | 31, 31, 31, 31 and 31 | $5600   | 45%       | 2026-04-15 |
        | a fall    | a fall    | 31, 31, 31, 31 and 30 | $5600   | 45%       | 31, 31, 31, 31 and 30 | $5600   | 45%       | 2026-04-14 |
        | narrowness | narrowness | 31, 31, 31, 31 and 30 | $6800 | 19%       | 31, 31, 31, 31 and 30 | $6800   | 19%       | 2026-04-14 |
        | fear      | none      | 31, 31, 31, 31 and 31 | $6800   | 45%       | 31, 31, 31, 31 and 30 | $6800   | 45%       | 2026-01-05 |

  Rule: The budget of a quarter is the greater of 7.5% of its net gains and 1% of equity

    Background:
      Given the facts of "facts/hedging.yaml"

    @HEDGE-11 @HEDGE-12 @R-80
    Scenario Outline: Rev has realised <gain> this quarter
      Given on <day>, a realised gain happened in A rev with:
        | gain | <gain> |
      When the law decides
      Then the net gains of the quarter of A rev is <net>
      And the hedge budget of A rev is <budget>
      And HEDGE-11 <decides> for A rev

      Examples: 7.5% of it begin to count above $133,333.33; a loss leaves 1%; the last quarter does not count
        | day                   | gain        | net         | budget     | decides         |
        | 2026-04-01 at 10:00   | $133,333.32 | $133,333.32 | $10,000    | decides         |
        | 2026-04-01 at 10:00   | $134,000    | $134,000    | $10,050    | decides         |
        | 2026-04-01 at 10:00   | -$200,000   | -$200,000   | $10,000    | decides         |
        | 2026-03-31 at 15:00   | $134,000    | $0          | $10,000    | does not decide |

    @HEDGE-11 @HEDGE-12 @R-80
    Scenario: Losses are taken from gains
      Given on 2026-04-01 at 10:00, a realised gain happened in A rev with:
        | gain | $300,000 |
      And on 2026-04-02 at 10:00, a realised gain happened in A rev with:
        | gain | -$100,000 |
      When the law decides
      Then the net gains of the quarter of A rev is $200,000
      And the hedge budget of A rev is $15,000
      And the hedge budget of A gen is $4,000

    @HEDGE-12
    Scenario Outline: The account sets the share of gains to <share>
      Given the terms of account A set hedging.gains_share to <share>
      And on 2026-04-01 at 10:00, a realised gain happened in A rev with:
        | gain | $300,000 |
      When the law decides
      Then the hedge budget of A rev is <budget>
      And HEDGE-12 decides for A rev

      Examples:
        | share | budget  |
        | 5%    | $15,000 |
        | 10%   | $30,000 |

    @HEDGE-12
    Scenario: Without cash there is no equity, and no budget is known
      Given the cash of A rev is unknown
      When the law decides
      Then the rest of the hedge budget of A rev is unknown
      And HEDGE-12 does not decide for A rev

    @HEDGE-13 @HEDGE-15
    Scenario Outline: A hedge of $4,000 was recorded on <day>
      Given on <day>, a hedge bought happened in A rev with:
        | cost  | $4,000     |
        | cause | vix closes |
      When the law decides
      Then the hedging cost of the quarter of A rev is <spent>
      And the rest of the hedge budget of A rev is <left>
      And HEDGE-13 <decides> for A rev

      Examples: This quarter and the last
        | day                 | spent  | left    | decides         |
        | 2026-04-01 at 00:00 | $4,000 | $6,000  | decides         |
        | 2026-03-31 at 15:59 | $0     | $10,000 | does not decide |

    @HEDGE-13 @HEDGE-27 @HEDGE-28 @HEDGE-15
    Scenario: A confirmed hedge counts at once, and once
      Given the closes of the VIX are 31, 31, 31, 31 and 31
      When the law decides
      Then the last danger of A rev is vix closes
      And HEDGE-27 decides for A rev
      Given it is 2026-04-14 at 10:01
      And buy_hedge.confirmed happens in A rev/SPX-5780-PUT-JAN with:
        | quantity | 1      |
        | limit    | $94    |
        | bound    | $98.70 |
      And the closes of the VIX are 31, 31, 31, 31 and 30
      When the law decides
      Then the hedging cost of the quarter of A rev is $9,400
      And the rest of the hedge budget of A rev is $600
      And the law records hedge bought for A rev with:
        | cost  | $9,400     |
        | cause | vix closes |
      And the law records no hedge bought for A gen
      And HEDGE-28 decides for A rev
      And HEDGE-28 does not decide for A gen
      And HEDGE-27 does not decide for A rev
      Given it is 2026-04-14 at 10:02
      When the law decides
      Then the hedging cost of the quarter of A rev is $9,400
      And the law records no hedge bought

    @HEDGE-13 @HEDGE-15
    Scenario Outline: Of an order of 5 <option>, <side>, which <opens> a position, <filled> are filled: the money counts once
      Given these orders:
        | order | sleeve | contract | origin | side   | opens   | urgent | quantity | filled   |
        | O-1   | A rev  | <option> | law    | <side> | <opens> | no     | 5        | <filled> |
      When the law decides
      Then the hedging cost of the quarter of A rev is <spent>
      And the rest of the hedge budget of A rev is <left>

      Examples: A VIX call counts at $315, the most that is paid for it
        | option           | side  | opens | filled | spent  | left    |
        | VIX-24-CALL-OCT  | long  | yes   | 2      | $630   | $9,370  |
        | VIX-24-CALL-OCT  | long  | yes   | 1      | $315   | $9,685  |
        | VIX-24-CALL-OCT  | long  | yes   | 0      | $0     | $10,000 |
        | VIX-24-CALL-OCT  | long  | no    | 2      | $0     | $10,000 |
        | VIX-24-CALL-OCT  | short | yes   | 2      | $0     | $10,000 |
        | NVDA-185-PUT     | long  | yes   | 2      | $0     | $10,000 |

    @HEDGE-13
    Scenario Outline: The quote of an order of which <filled> are filled is too old
      Given the ask of VIX-24-CALL-OCT is $3.10, 31 seconds old
      And these orders:
        | order | sleeve | contract        | origin | side | opens | urgent | quantity | filled   |
        | O-1   | A rev  | VIX-24-CALL-OCT | law    | long | yes   | no     | 5        | <filled> |
      When the law decides
      Then the hedging cost of the quarter of A rev is <spent>

      Examples: What nobody knows is not spent on anything else
        | filled | spent   |
        | 0      | $0      |
        | 1      | unknown |

    @HEDGE-14 @HEDGE-15
    Scenario Outline: A <side> order of 2 <contract> is <source>
      Given these exposures:
        | exposure | sleeve | contract   | side   | quantity | source   |
        | E-1      | A rev  | <contract> | <side> | 2        | <source> |
      When the law decides
      Then the cost of hedges under way of A rev is <pending>
      And the rest of the hedge budget of A rev is <left>
      And HEDGE-14 <decides> for A rev

      Examples: A VIX call costs at most $315
        | contract         | side  | source   | pending | left    | decides         |
        | VIX-24-CALL-OCT  | long  | working  | $630    | $9,370  | decides         |
        | VIX-24-CALL-OCT  | long  | in doubt | $630    | $9,370  | decides         |
        | VIX-24-CALL-OCT  | long  | held     | $0      | $10,000 | does not decide |
        | VIX-24-CALL-OCT  | short | working  | $0      | $10,000 | does not decide |
        | NVDA-185-PUT     | long  | working  | $0      | $10,000 | does not decide |

    @HEDGE-15
    Scenario Outline: <spent> of the budget of $10,000 were spent
      Given on 2026-04-01 at 10:00, a hedge bought happened in A rev with:
        | cost  | <spent>    |
        | cause | vix closes |
      When the law decides
      Then the rest of the hedge budget of A rev is <left>
      And HEDGE-15 <decides> for A rev

      Examples: Never below nothing
        | spent      | left  | decides         |
        | $9,999.99  | $0.01 | decides         |
        | $10,000    | $0    | does not decide |
        | $10,000.01 | $0    | does not decide |

  Rule: Puts on the SPX, 6 to 12 months out and 10 to 20% out of the money; calls on the VIX, about 6 months out

    Background: The market is afraid
      Given the facts of "facts/hedging.yaml"
      And the closes of the VIX are 31, 31, 31, 31 and 31

    @HEDGE-20 @R-31
    Scenario Outline: It is <verdict> to buy <put>
      When the law decides
      Then it is <verdict> to buy a hedge on A rev/<put>

      Examples: At the edges of the band and of the months; a small index stands in only if the account says so
        | put               | verdict       |
        | SPX-5440-PUT-OCT  | permitted     |
        | SPX-6120-PUT-APR  | permitted     |
        | SPX-5780-PUT-JAN  | permitted     |
        | XSP-578-PUT-JAN   | not permitted |

    @HEDGE-20
    Scenario Outline: The put at <strike> that expires on <expiry>, the SPX at 6,800
      Given the facts of contract SPX-5780-PUT-JAN are:
        | strike      | <strike> |
        | expiry date | <expiry> |
      When the law decides
      Then it is <verdict> to buy a hedge on A rev/SPX-5780-PUT-JAN
      And HEDGE-20 <decides> for hedge offer A rev/SPX-5780-PUT-JAN

      Examples: 20%, 10%, six months, twelve months, and a step beyond each
        | strike     | expiry     | verdict       | decides         |
        | $5440      | 2027-01-14 | permitted     | decides         |
        | $5439.9999 | 2027-01-14 | not permitted | does not decide |
        | $6120      | 2027-01-14 | permitted     | decides         |
        | $6120.0001 | 2027-01-14 | not permitted | does not decide |
        | $5780      | 2026-10-14 | permitted     | decides         |
        | $5780      | 2026-10-13 | not permitted | does not decide |
        | $5780      | 2027-04-14 | permitted     | decides         |
        | $5780      | 2027-04-15 | not permitted | does not decide |

    @HEDGE-20 @HEDGE-21
    Scenario Outline: At <time> the session is <state>
      Given it is 2026-04-14 at <time>
      And <flag>
      When the law decides
      Then it is <verdict> to buy a hedge on A rev/SPX-5780-PUT-JAN
      And it is <verdict> to buy a hedge on A rev/VIX-24-CALL-OCT

      Examples:
        | time  | state  | flag                             | verdict       |
        | 10:00 | open   | the clock is session open        | permitted     |
        | 17:00 | closed | the clock is not session open    | not permitted |

    @HEDGE-21 @R-82
    Scenario Outline: The VIX call that expires on <expiry>
      Given the expiry date of contract VIX-24-CALL-OCT is <expiry>
      When the law decides
      Then it is <verdict> to buy a hedge on A rev/VIX-24-CALL-OCT
      And HEDGE-21 <decides> for hedge offer A rev/VIX-24-CALL-OCT

      Examples: Five and seven months, and a day beyond
        | expiry     | verdict       | decides         |
        | 2026-09-14 | permitted     | decides         |
        | 2026-09-13 | not permitted | does not decide |
        | 2026-11-14 | permitted     | decides         |
        | 2026-11-15 | not permitted | does not decide |

    @HEDGE-18
    Scenario Outline: <count> offers are left out because <reason>
      When the law decides
      Then <count> hedge offers are left out because "<reason>"
      And HEDGE-18 decides for A rev

      Examples: Of three sleeves
        | count | reason                       |
        | 3     | not an option on an index    |
        | 3     | not an index to hedge with   |
        | 3     | a put on the index for calls |
        | 3     | a call on an index for puts  |
        | no    | expires too soon for a hedge |
        | no    | expires too late for a hedge |

    @HEDGE-18
    Scenario Outline: SPX puts of January expire on <date>
      Given the date of SPX-JAN is <date>
      When the law decides
      Then <soon> hedge offers are left out because "expires too soon for a hedge"
      And <late> hedge offers are left out because "expires too late for a hedge"

      Examples: Two puts for each of three sleeves; five months and twelve, and a day beyond
        | date       | soon | late |
        | 2026-09-14 | no   | no   |
        | 2026-09-13 | 6    | no   |
        | 2027-04-14 | no   | no   |
        | 2027-04-15 | no   | 6    |

    @HEDGE-18
    Scenario: Without options there is nothing to leave out
      Given there are no contracts of expiry SPX-OCT
      And there are no contracts of expiry SPX-DEC
      And there are no contracts of expiry SPX-JAN
      And there are no contracts of expiry SPX-APR
      And there are no contracts of expiry XSP-JAN
      And there are no contracts of expiry VIX-SEP
      And there are no contracts of expiry VIX-OCT
      And there are no contracts of expiry VIX-NOV
      And there are no contracts of expiry RUT-JAN
      And there are no contracts of expiry NVDA-FRI
      When the law decides
      Then HEDGE-18 does not decide
      And the put picked for the hedge of A rev is none
      And the call picked for the hedge of A rev is none
      And HEDGE-24 does not decide for A rev
      And HEDGE-25 does not decide for A rev

    @HEDGE-20 @HEDGE-24
    Scenario: An illiquid put is forbidden, and another one is picked
      Given the open interest of SPX-5780-PUT-JAN is 499
      When the law decides
      Then it is forbidden to buy a hedge on A rev/SPX-5780-PUT-JAN because of LIQUID-01
      And the put picked for the hedge of A rev is A rev/SPX-5780-PUT-DEC

  Rule: One put and one call are picked, of those that the money reaches for

    Background: The market is afraid
      Given the facts of "facts/hedging.yaml"
      And the closes of the VIX are 31, 31, 31, 31 and 31

    @HEDGE-19
    Scenario: One contract costs at most what may be paid for it
      When the law decides
      Then the cost of hedge offer A rev/SPX-5780-PUT-JAN is $9,870 per contract
      And the cost of hedge offer A rev/VIX-24-CALL-OCT is $315 per contract
      And HEDGE-19 decides for hedge offer A rev/VIX-24-CALL-OCT

    @HEDGE-19
    Scenario: A quote that is too old tells no cost, and nothing is picked by it
      Given the ask of SPX-5780-PUT-JAN is $94.50, 31 seconds old
      When the law decides
      Then the cost of hedge offer A rev/SPX-5780-PUT-JAN is unknown
      And the put picked for the hedge of A rev is A rev/SPX-5780-PUT-DEC
      And HEDGE-19 does not decide for hedge offer A rev/SPX-5780-PUT-JAN

    @HEDGE-24 @HEDGE-22 @HEDGE-23 @R-83
    Scenario: Rev buys the put in the middle of the band and of the months
      When the law decides
      Then the put picked for the hedge of A rev is A rev/SPX-5780-PUT-JAN
      And HEDGE-24 decides for A rev
      And the off strike of hedge offer A rev/SPX-5780-PUT-JAN is $0 per share
      And the off strike of hedge offer A rev/SPX-5700-PUT-JAN is $80 per share
      And the off strike of hedge offer A rev/SPX-6120-PUT-APR is $340 per share
      And the off strike of hedge offer A rev/XSP-578-PUT-JAN is $0 per share
      And the off strike of hedge offer A rev/VIX-27-CALL-OCT is $3 per share
      And the off strike of hedge offer A rev/VIX-24-CALL-OCT is $0 per share
      And HEDGE-22 decides for hedge offer A rev/VIX-27-CALL-OCT
      And HEDGE-22 does not decide for hedge offer A rev/VIX-24-CALL-OCT

    @HEDGE-23 @R-82 @R-83
    Scenario Outline: <contract> expires <off> days off the middle of its months, twice counted
      When the law decides
      Then the off expiry of hedge offer A rev/<contract> is <off> days

      Examples: Between 14 October and 14 April for puts, 14 September and 14 November for calls
        | contract         | off |
        | SPX-5440-PUT-OCT | 182 |
        | SPX-5780-PUT-DEC | 60  |
        | SPX-5780-PUT-JAN | 2   |
        | SPX-6120-PUT-APR | 182 |
        | VIX-24-CALL-SEP  | 61  |
        | VIX-24-CALL-OCT  | 1   |
        | VIX-24-CALL-NOV  | 61  |

    @HEDGE-23
    Scenario: Exactly in the middle
      Given the expiry date of contract SPX-5780-PUT-JAN is 2027-01-13
      When the law decides
      Then the off expiry of hedge offer A rev/SPX-5780-PUT-JAN is 0 days
      And HEDGE-23 does not decide for hedge offer A rev/SPX-5780-PUT-JAN
      And HEDGE-23 decides for hedge offer A rev/SPX-5780-PUT-DEC

    @HEDGE-24 @HEDGE-16 @R-83
    Scenario Outline: Gen with <cash>: <put>
      Given the cash of A gen is <cash>
      When the law decides
      Then the money for puts of A gen is <money>
      And the put picked for the hedge of A gen is <put>
      And HEDGE-24 <decides> for A gen

      Examples: 1% of equity must pay for one: $5,390, $9,030, $9,870; none with a sleeve of $400,000
        | cash     | money     | put                    | decides         |
        | $400,000 | $4,000    | none                   | does not decide |
        | $538,999 | $5,389.99 | none                   | does not decide |
        | $539,000 | $5,390    | A gen/SPX-5440-PUT-OCT | decides         |
        | $902,999 | $9,029.99 | A gen/SPX-5440-PUT-OCT | decides         |
        | $903,000 | $9,030    | A gen/SPX-5780-PUT-DEC | decides         |
        | $986,999 | $9,869.99 | A gen/SPX-5780-PUT-DEC | decides         |
        | $987,000 | $9,870    | A gen/SPX-5780-PUT-JAN | decides         |

    @HEDGE-24 @R-83
    Scenario Outline: Puts: <what>
      Given the strike of SPX-5780-PUT-DEC is <december>
      And the strike of SPX-5700-PUT-JAN is <january>
      And there is no contract SPX-5780-PUT-JAN
      When the law decides
      Then the put picked for the hedge of A rev is A rev/<picked>

      Examples: The middle of the band is 5,780; equally far, the expiry decides; equally far in the same month, the lower strike
        | what                                    | december | january | picked           |
        | The nearer strike, in the farther month | $5780    | $5700   | SPX-5780-PUT-DEC |
        | Equally far, in the nearer month        | $5860    | $5700   | SPX-5700-PUT-JAN |
        | The nearer strike, in the nearer month  | $5861    | $5700   | SPX-5700-PUT-JAN |

    @HEDGE-24 @R-83
    Scenario: Equally far in the same month, the lower strike
      Given the strike of SPX-5780-PUT-JAN is $5860
      And there is no contract SPX-5780-PUT-DEC
      When the law decides
      Then the put picked for the hedge of A rev is A rev/SPX-5700-PUT-JAN

    @HEDGE-24 @HEDGE-20 @ALLOC-HEDGES @R-31
    Scenario Outline: The account lets small puts stand in: <sleeve> buys <quantity>
      Given the terms of account A set hedging.small_puts to true
      When the law decides
      Then it is permitted to buy a hedge on <sleeve>/XSP-578-PUT-JAN
      And the put picked for the hedge of <sleeve> is <sleeve>/<put>
      And <quantity> contracts for hedge offer <sleeve>/<put> are allocated

      Examples: An SPX put that the money pays for goes first
        | sleeve | put              | quantity |
        | A gen  | XSP-578-PUT-JAN  | 4        |
        | A rev  | SPX-5780-PUT-JAN | 1        |

    @HEDGE-24 @R-31
    Scenario: The SPX goes first though the small put is nearer the middle
      Given the terms of account A set hedging.small_puts to true
      And there is no contract SPX-5780-PUT-JAN
      And there is no contract SPX-5780-PUT-DEC
      When the law decides
      Then the put picked for the hedge of A rev is A rev/SPX-5700-PUT-JAN

    @HEDGE-25 @R-82
    Scenario Outline: Calls: <what>
      Given the strike of VIX-27-CALL-OCT is <strike>
      And the price of VIX is <vix>
      When the law decides
      Then the call picked for the hedge of A gen is A gen/<picked>
      And HEDGE-25 decides for A gen

      Examples: Nearest the VIX, then nearest six months, then the higher strike
        | what                              | strike | vix | picked          |
        | At the money, in the middle month | $27    | $24 | VIX-24-CALL-OCT |
        | The other strike is nearer        | $27    | $26 | VIX-27-CALL-OCT |
        | Equally far: the higher           | $27    | $25.50 | VIX-27-CALL-OCT |

    @HEDGE-25 @R-82
    Scenario: The nearer strike goes before the nearer month
      Given the facts of contract VIX-27-CALL-OCT are:
        | strike      | $24        |
        | expiry date | 2026-09-14 |
      And there is no contract VIX-24-CALL-OCT
      And there is no contract VIX-24-CALL-NOV
      And the strike of VIX-24-CALL-SEP is $25
      When the law decides
      Then the call picked for the hedge of A gen is A gen/VIX-27-CALL-OCT

    @HEDGE-25 @R-82
    Scenario Outline: Calls of <september> in September, of <october> in October, the VIX at 24
      Given the strike of VIX-24-CALL-SEP is <september>
      And the strike of VIX-27-CALL-OCT is <october>
      And there is no contract VIX-24-CALL-OCT
      And there is no contract VIX-24-CALL-NOV
      When the law decides
      Then the call picked for the hedge of A gen is A gen/<picked>

      Examples: The strike, then the month, then the higher strike
        | september | october | picked          |
        | $24       | $25     | VIX-24-CALL-SEP |
        | $25       | $23     | VIX-27-CALL-OCT |

    @HEDGE-25 @R-31
    Scenario: A small put is no call, though it would be nearer the middle of its months
      Given the terms of account A set hedging.small_puts to true
      And there is no contract VIX-24-CALL-OCT
      And there is no contract VIX-24-CALL-SEP
      When the law decides
      Then the call picked for the hedge of A gen is A gen/VIX-24-CALL-NOV

    @HEDGE-25
    Scenario: An illiquid call is not picked
      Given the open interest of VIX-24-CALL-OCT is 499
      And there is no contract VIX-24-CALL-SEP
      And there is no contract VIX-24-CALL-NOV
      When the law decides
      Then it is forbidden to buy a hedge on A gen/VIX-24-CALL-OCT because of LIQUID-01
      And the call picked for the hedge of A gen is A gen/VIX-27-CALL-OCT

    @HEDGE-25 @HEDGE-17 @R-82
    Scenario Outline: Gen with <cash>: <call>
      Given the cash of A gen is <cash>
      When the law decides
      Then the money for calls of A gen is <money>
      And the call picked for the hedge of A gen is <call>
      And HEDGE-25 <decides> for A gen

      Examples: 0.5% of equity must pay for one of $315
        | cash    | money   | call                  | decides         |
        | $63,000 | $315    | A gen/VIX-24-CALL-OCT | decides         |
        | $62,998 | $314.99 | A gen/VIX-27-CALL-OCT | decides         |
        | $50,000 | $250    | none                  | does not decide |

    @HEDGE-16 @HEDGE-17 @R-07
    Scenario Outline: <spent> of Rev's budget of $10,000 were spent
      Given on 2026-04-01 at 10:00, a hedge bought happened in A rev with:
        | cost  | <spent>    |
        | cause | breadth    |
      When the law decides
      Then the money for puts of A rev is <puts>
      And the money for calls of A rev is <calls>
      And HEDGE-16 <decides> for A rev
      And HEDGE-17 <decides> for A rev

      Examples: The smaller of size and budget
        | spent   | puts    | calls  | decides         |
        | $1      | $9,999  | $5,000 | decides         |
        | $5,000  | $5,000  | $5,000 | decides         |
        | $5,001  | $4,999  | $4,999 | decides         |
        | $10,000 | $0      | $0     | does not decide |

    @HEDGE-16 @HEDGE-17
    Scenario: A large budget does not raise the sizes
      Given on 2026-04-01 at 10:00, a realised gain happened in A rev with:
        | gain | $400,000 |
      When the law decides
      Then the money for puts of A rev is $10,000
      And the money for calls of A rev is $5,000

  Rule: One hedge for each danger; puts first, within sizes, budget and cash

    Background: The market is afraid
      Given the facts of "facts/hedging.yaml"
      And the closes of the VIX are 31, 31, 31, 31 and 31

    @HEDGE-09 @HEDGE-10 @HEDGE-20 @HEDGE-21 @R-85
    Scenario Outline: An order for <contract> was sent on <day>
      Given on <day>, buy_hedge.sent happened in A rev/<contract> with:
        | quantity | 1      |
        | limit    | $94    |
        | bound    | $98.70 |
      When the law decides
      Then A rev <puts> short of puts
      And A rev <calls> short of calls
      And HEDGE-09 <puts decide> for A rev
      And HEDGE-10 <calls decide> for A rev
      And A gen is short of puts
      And A gen is short of calls

      Examples: Puts and calls each for themselves; what was sent before the danger does not count
        | contract         | day                 | puts   | calls  | puts decide     | calls decide    |
        | SPX-5780-PUT-JAN | 2026-04-14 at 9:31  | is not | is     | does not decide | decides         |
        | VIX-24-CALL-OCT  | 2026-04-14 at 9:31  | is     | is not | decides         | does not decide |
        | VIX-24-CALL-OCT  | 2026-04-13 at 15:59 | is     | is     | decides         | decides         |
        | SPX-5780-PUT-JAN | 2026-04-13 at 15:59 | is     | is     | decides         | decides         |

    @HEDGE-09 @HEDGE-20
    Scenario Outline: A put was sent, and then <outcome>
      When the law decides
      Given it is 2026-04-14 at 10:01
      And buy_hedge.sent happens in A rev/SPX-5780-PUT-JAN with:
        | quantity | 1      |
        | limit    | $94    |
        | bound    | $98.70 |
      And buy_hedge.<outcome> happens in A rev/SPX-5780-PUT-JAN with:
        | quantity | 1      |
        | limit    | $94    |
        | bound    | $98.70 |
      When the law decides
      Given it is 2026-04-14 at 10:06
      When the law decides
      Then A rev <puts> short of puts
      And it is <verdict> to buy a hedge on A rev/SPX-5780-PUT-JAN
      And A rev is short of calls

      Examples: Only a refusal lets it be tried again, after five minutes
        | outcome   | puts   | verdict       |
        | rejected  | is     | permitted     |
        | confirmed | is not | not permitted |
        | in_doubt  | is not | not permitted |

    @HEDGE-10 @HEDGE-21
    Scenario Outline: A call was sent, and then <outcome>
      When the law decides
      Given it is 2026-04-14 at 10:01
      And buy_hedge.sent happens in A rev/VIX-24-CALL-OCT with:
        | quantity | 1     |
        | limit    | $3    |
        | bound    | $3.15 |
      And buy_hedge.<outcome> happens in A rev/VIX-24-CALL-OCT with:
        | quantity | 1     |
        | limit    | $3    |
        | bound    | $3.15 |
      When the law decides
      Given it is 2026-04-14 at 10:06
      When the law decides
      Then A rev <calls> short of calls
      And it is <verdict> to buy a hedge on A rev/VIX-24-CALL-OCT
      And A rev is short of puts

      Examples:
        | outcome   | calls  | verdict       |
        | rejected  | is     | permitted     |
        | confirmed | is not | not permitted |

    @HEDGE-09 @HEDGE-10 @HEDGE-20 @HEDGE-21 @R-85
    Scenario Outline: Hedged on Tuesday; on Wednesday the S&P 500 closed at <close>
      When the law decides
      Given it is 2026-04-14 at 10:01
      And buy_hedge.sent happens in A rev/SPX-5780-PUT-JAN with:
        | quantity | 1      |
        | limit    | $94    |
        | bound    | $98.70 |
      And buy_hedge.sent happens in A rev/VIX-24-CALL-OCT with:
        | quantity | 1     |
        | limit    | $3    |
        | bound    | $3.15 |
      When the law decides
      Given it is 2026-04-15 at 10:00
      And the last close of the S&P 500 is <close>
      When the law decides
      Then A rev <due> short of puts
      And A rev <due> short of calls

      Examples: A lasting danger is not hedged again, a second one is
        | close    | due    |
        | $5600.01 | is not |
        | $5600    | is     |

    @HEDGE-09 @HEDGE-10
    Scenario Outline: A <first> was sent today, and a <second> was rejected on <day>
      Given on 2026-04-14 at 9:31, buy_hedge.sent happened in A rev/<sent> with:
        | quantity | 1  |
        | limit    | $1 |
        | bound    | $1 |
      And on <day>, buy_hedge.rejected happened in A rev/<rejected> with:
        | quantity | 1  |
        | limit    | $1 |
        | bound    | $1 |
      When the law decides
      Then A rev <puts> short of puts
      And A rev <calls> short of calls

      Examples: Only a refusal of the same kind, in the time of this danger
        | first | second | sent             | rejected         | day                 | puts   | calls  |
        | put   | put    | SPX-5780-PUT-JAN | SPX-5780-PUT-JAN | 2026-04-14 at 9:32  | is     | is     |
        | put   | put    | SPX-5780-PUT-JAN | SPX-5780-PUT-JAN | 2026-04-13 at 9:32  | is not | is     |
        | put   | call   | SPX-5780-PUT-JAN | VIX-24-CALL-OCT  | 2026-04-14 at 9:32  | is not | is     |
        | call  | call   | VIX-24-CALL-OCT  | VIX-24-CALL-OCT  | 2026-04-13 at 9:32  | is     | is not |
        | call  | put    | VIX-24-CALL-OCT  | SPX-5780-PUT-JAN | 2026-04-14 at 9:32  | is     | is not |

    @ALLOC-HEDGES @R-84
    Scenario: The puts take what they need, and the calls have what they leave
      When the law decides
      Then 1 contract for hedge offer A rev/SPX-5780-PUT-JAN is allocated
      And 0 contracts for hedge offer A rev/VIX-24-CALL-OCT are allocated
      And the limit BUDGET binds for A rev
      And 0 contracts for hedge offer A gen/SPX-5780-PUT-JAN are allocated
      And 6 contracts for hedge offer A gen/VIX-24-CALL-OCT are allocated
      And the limit CALLS binds for A gen
      And it is intended to buy a hedge on A rev/SPX-5780-PUT-JAN with:
        | quantity | 1      |
        | limit    | $94    |
        | bound    | $98.70 |
      And it is intended to buy a hedge on A gen/VIX-24-CALL-OCT with:
        | quantity | 6     |
        | limit    | $3    |
        | bound    | $3.15 |

    @ALLOC-HEDGES @HEDGE-25 @R-84
    Scenario Outline: Rev has realised <gain>, so that the budget is <budget>
      Given on 2026-04-01 at 10:00, a realised gain happened in A rev with:
        | gain | <gain> |
      When the law decides
      Then the hedge budget of A rev is <budget>
      And 1 contract for hedge offer A rev/SPX-5780-PUT-JAN is allocated
      And <calls> contracts for hedge offer A rev/VIX-24-CALL-OCT are allocated

      Examples: Fifteen calls cost $4,725; a sixteenth would be above 0.5% of equity
        | gain     | budget  | calls |
        | $200,000 | $15,000 | 15    |
        | $140,000 | $10,500 | 2     |
        | $135,800 | $10,185 | 1     |

    @ALLOC-HEDGES
    Scenario: The size binds the puts though the budget is larger
      Given on 2026-04-01 at 10:00, a realised gain happened in A rev with:
        | gain | $400,000 |
      When the law decides
      Then 1 contract for hedge offer A rev/SPX-5780-PUT-JAN is allocated
      And the limit PUTS binds for A rev

    @ALLOC-HEDGES @HEDGE-26
    Scenario Outline: Puts of Rev bind cash, and <free> is free
      Given the cash of A rev is <cash>
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-185-PUT | short | 50       | held   |
      When the law decides
      Then the cash for hedges of A rev is <free>
      And <contracts> contracts for hedge offer A rev/SPX-5780-PUT-JAN are allocated
      And HEDGE-26 <decides> for A rev

      Examples: 50 puts of strike 185 bind $925,000
        | cash     | free   | contracts | decides         |
        | $925,000 | $0     | 0         | does not decide |
        | $924,000 | $0     | 0         | does not decide |
        | $934,000 | $9,000 | 0         | decides         |

    @ALLOC-HEDGES @HEDGE-26
    Scenario: Cash binds though size and budget are larger
      Given the cash of A rev is $1,000,000
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-185-PUT | short | 54       | held   |
      When the law decides
      Then the cash for hedges of A rev is $1,000
      And 0 contracts for hedge offer A rev/SPX-5780-PUT-JAN are allocated
      And 3 contracts for hedge offer A rev/VIX-24-CALL-OCT are allocated
      And the limit CASH binds for A rev

    @HEDGE-26
    Scenario: What puts that are being opened bind is not spent on a hedge
      Given the facts of contract NVDA-185-PUT are:
        | delta of the feed  | 0.32 |
      And it is 2026-04-15 at 10:00
      When the law decides
      Then 13 contracts of A rev/NVDA-185-PUT are allocated
      And the cash for hedges of A rev is $759,500

    @ALLOC-HEDGES
    Scenario: A hedge whose price is not known is not bought
      Given the facts of contract VIX-24-CALL-OCT are:
        | bid | unknown |
      When the law decides
      Then it is not intended to buy a hedge on A gen/VIX-24-CALL-OCT

    @ALLOC-HEDGES
    Scenario Outline: While the VIX is at <vix> a hedge is <verdict>
      Given the VIX is <vix>
      When the law decides
      Then it is <verdict> to buy a hedge on A rev/SPX-5780-PUT-JAN

      Examples: SAFE stops new risk, and not hedges; the full halt stops them
        | vix   | verdict   |
        | 66    | permitted |
        | 80.01 | forbidden |

  Rule: What was bought for a danger is recorded with it

    Background:
      Given the facts of "facts/hedging.yaml"

    @HEDGE-27
    Scenario Outline: The last danger was <before>; the VIX closed at <closes>
      Given so far the last danger of A rev is <before>
      And the closes of the VIX are <closes>
      When the law decides
      Then the last danger of A rev is <after>
      And HEDGE-27 <decides> for A rev

      Examples:
        | before  | closes                | after      | decides         |
        | breadth | 31, 31, 31, 31 and 31 | vix closes | decides         |
        | breadth | 31, 31, 31, 31 and 30 | breadth    | does not decide |

    @HEDGE-28
    Scenario: Puts and calls that are confirmed together are one record
      Given so far the last danger of A rev is level two
      And buy_hedge.confirmed happens in A rev/SPX-5780-PUT-JAN with:
        | quantity | 2      |
        | limit    | $94    |
        | bound    | $98.70 |
      And buy_hedge.confirmed happens in A rev/VIX-24-CALL-OCT with:
        | quantity | 10    |
        | limit    | $3    |
        | bound    | $3.15 |
      When the law decides
      Then the law records hedge bought for A rev with:
        | cost  | $21,800   |
        | cause | level two |

    @HEDGE-28
    Scenario: The cost is recorded to the cent
      Given so far the last danger of A rev is level two
      And buy_hedge.confirmed happens in A rev/VIX-24-CALL-OCT with:
        | quantity | 1       |
        | limit    | $3.0001 |
        | bound    | $3.15   |
      When the law decides
      Then the law records hedge bought for A rev with:
        | cost | $300.01 |

    @HEDGE-33
    Scenario: The proceeds are recorded to the cent
      Given these positions:
        | position | sleeve | contract         | side | purpose | quantity | cost | opened on  | hypothetical |
        | H-1      | A rev  | SPX-5780-PUT-JAN | long | hedge   | 2        | $90  | 2026-04-13 | no           |
      And release_hedge.confirmed happens in H-1 with:
        | quantity | 1        |
        | limit    | $94.0001 |
        | bound    | $89.30   |
      When the law decides
      Then the law records hedge released for A rev with:
        | proceeds | $9,400.01 |

    @HEDGE-33
    Scenario: What a released hedge brought, even if it is no longer there
      Given these positions:
        | position | sleeve | contract         | side | purpose | quantity | cost | opened on  | hypothetical |
        | H-1      | A rev  | SPX-5780-PUT-JAN | long | hedge   | 2        | $90  | 2026-04-13 | no           |
      When the law decides
      Then the law records no hedge released
      And HEDGE-33 does not decide for A rev
      Given it is 2026-04-14 at 10:05
      And release_hedge.confirmed happens in H-1 with:
        | quantity | 2      |
        | limit    | $94    |
        | bound    | $89.30 |
      And there is no position H-1
      When the law decides
      Then the law records hedge released for A rev with:
        | proceeds | $18,800 |
      And HEDGE-33 decides for A rev

  Rule: A hedge is released when what it was bought for has ended, or at a profit of 200%

    Background: Rev holds two SPX puts at $90 a share since Monday 13 April
      Given the facts of "facts/hedging.yaml"
      And these positions:
        | position | sleeve | contract         | side  | purpose | quantity | cost  | original credit | opened on  | hypothetical |
        | H-1      | A rev  | SPX-5780-PUT-JAN | long  | hedge   | 2        | $90   |                 | 2026-04-13 | no           |
        | P-1      | A rev  | NVDA-185-PUT     | short | income  | 4        |       | $1.80           | 2026-04-13 | no           |

    @HEDGE-31 @HEDGE-29 @HEDGE-30 @R-07
    Scenario: No danger is left
      When the law decides
      Then H-1 is not needed against the market
      And H-1 is not needed against a Level 2
      And it is proposed to release a hedge on H-1 because of HEDGE-31
      And it is intended to release a hedge on H-1 with:
        | quantity | 2      |
        | limit    | $94    |
        | bound    | $89.30 |
      And HEDGE-32 does not decide for H-1
      And HEDGE-29 does not decide for H-1
      And HEDGE-30 does not decide for H-1

    @HEDGE-31 @R-07
    Scenario Outline: A long put bought on <day> as <purpose> is <proposed> to be released
      Given the facts of position H-1 are:
        | opened on | <day>     |
        | purpose   | <purpose> |
      When the law decides
      Then it is <proposed> to release a hedge on H-1

      Examples: Not in the session in which it was bought; only a hedge of §5
        | day        | purpose     | proposed     |
        | 2026-04-13 | hedge       | proposed     |
        | 2026-04-14 | hedge       | not proposed |
        | 2026-04-13 | leap hedge  | not proposed |

    @HEDGE-31 @HEDGE-32
    Scenario Outline: No danger is left and the profit is 200%, the session <open> open
      Given the facts of contract SPX-5780-PUT-JAN are:
        | bid | $272.80 |
        | ask | $273.40 |
      And the session <open> open
      When the law decides
      Then it is <proposed> to release a hedge on H-1
      And HEDGE-31 <decides> for H-1
      And HEDGE-32 <decides> for H-1

      Examples: What is decided at the close could only be sent the next morning
        | open   | proposed     | decides         |
        | is     | proposed     | decides         |
        | is not | not proposed | does not decide |

    @HEDGE-31
    Scenario: A long put of unknown purpose is not released, and somebody is told
      Given the purpose of H-1 is unknown
      When the law decides
      Then it is not proposed to release a hedge on H-1
      And an alarm names HEDGE-31 for H-1

    @HEDGE-29 @HEDGE-31 @R-07 @R-85
    Scenario Outline: Bought on the day of <what>, which <then> on Tuesday, the VIX at <vix>
      Given it is 2026-04-13 at 10:00
      And the facts of market are:
        | closes of the VIX         | <closes>  |
        | last close of the S&P 500 | <close>   |
        | breadth of the market     | <breadth> |
      When the law decides
      Given it is 2026-04-14 at 10:00
      And the facts of market are:
        | VIX                       | <vix>         |
        | closes of the VIX         | <closes then>  |
        | last close of the S&P 500 | <close then>   |
        | breadth of the market     | <breadth then> |
      When the law decides
      Then H-1 <is> needed against the market
      And HEDGE-29 <decides> for H-1
      And it is <proposed> to release a hedge on H-1

      Examples:
        | what         | closes                | close | breadth | then    | closes then           | close then | breadth then | vix   | is     | decides         | proposed     |
        | fear         | 31, 31, 31, 31 and 31 | $6800 | 45%     | lasts   | 31, 31, 31, 31 and 31 | $6800      | 45%          | 20    | is     | decides         | not proposed |
        | fear         | 31, 31, 31, 31 and 31 | $6800 | 45%     | lasts   | 31, 31, 31, 31 and 31 | $6800      | 45%          | 19.99 | is not | does not decide | proposed     |
        | fear         | 31, 31, 31, 31 and 31 | $6800 | 45%     | is over | 31, 31, 31, 31 and 30 | $6800      | 45%          | 24    | is not | does not decide | proposed     |
        | a fall       | 31, 31, 31, 31 and 30 | $5600 | 45%     | lasts   | 31, 31, 31, 31 and 30 | $5600      | 45%          | 24    | is     | decides         | not proposed |
        | a fall       | 31, 31, 31, 31 and 30 | $5600 | 45%     | is over | 31, 31, 31, 31 and 30 | $5600.01   | 45%          | 24    | is not | does not decide | proposed     |
        | narrowness   | 31, 31, 31, 31 and 30 | $6800 | 19%     | lasts   | 31, 31, 31, 31 and 30 | $6800      | 19%          | 24    | is     | decides         | not proposed |
        | narrowness   | 31, 31, 31, 31 and 30 | $6800 | 19%     | is over | 31, 31, 31, 31 and 30 | $6800      | 20%          | 24    | is not | does not decide | proposed     |

    @HEDGE-29 @HEDGE-31 @R-85
    Scenario Outline: A new danger, <what>, does not keep a hedge of an older one
      Given the facts of market are:
        | closes of the VIX         | <closes>  |
        | last close of the S&P 500 | <close>   |
        | breadth of the market     | <breadth> |
      When the law decides
      Then H-1 is not needed against the market
      And it is proposed to release a hedge on H-1

      Examples:
        | what       | closes                | close | breadth |
        | fear       | 31, 31, 31, 31 and 31 | $6800 | 45%     |
        | a fall     | 31, 31, 31, 31 and 30 | $5600 | 45%     |
        | narrowness | 31, 31, 31, 31 and 30 | $6800 | 19%     |

    @HEDGE-29 @HEDGE-31
    Scenario: With an unknown VIX nobody knows whether the danger is over
      Given it is 2026-04-13 at 10:00
      And the closes of the VIX are 31, 31, 31, 31 and 31
      When the law decides
      Given it is 2026-04-14 at 10:00
      And the VIX is unknown
      When the law decides
      Then it is not proposed to release a hedge on H-1
      And an alarm names HEDGE-31 for H-1

    @HEDGE-30 @HEDGE-31 @R-07
    Scenario Outline: Bought for a Level 2 of Monday; on Tuesday <what>
      Given it is 2026-04-13 at 10:00
      And the price of NVDA is $175
      When the law decides
      Given it is 2026-04-14 at 10:00
      And the price of NVDA is $175
      And the VIX is 15
      And the facts of position H-1 are:
        | opened on | <bought> |
      And there are no positions of <gone>
      When the law decides
      Then H-1 <is> needed against a Level 2
      And HEDGE-30 <decides> for H-1
      And it is <proposed> to release a hedge on H-1

      Examples: A low VIX does not release it
        | what                             | bought     | gone      | is     | decides         | proposed     |
        | the put is still held            | 2026-04-13 | A gen     | is     | decides         | not proposed |
        | it was bought before the Level 2 | 2026-04-12 | A gen     | is not | does not decide | proposed     |

    @HEDGE-30 @HEDGE-31 @R-07
    Scenario: The put that was at Level 2 is gone
      Given so far A rev is in recovery
      And there is no position P-1
      When the law decides
      Then H-1 is not needed against a Level 2
      And it is proposed to release a hedge on H-1

    @HEDGE-32 @R-07 @R-08
    Scenario Outline: Bought at $30 on <day>, the bid is <bid>
      Given it is 2026-04-13 at 10:00
      And the closes of the VIX are 31, 31, 31, 31 and 31
      When the law decides
      Given it is 2026-04-14 at 10:00
      And the facts of position H-1 are:
        | cost      | $30       |
        | opened on | <day>     |
        | purpose   | <purpose> |
      And the facts of contract SPX-5780-PUT-JAN are:
        | bid | <bid> |
      When the law decides
      Then it is <proposed> to release a hedge on H-1
      And HEDGE-32 <decides> for H-1
      And HEDGE-31 does not decide for H-1

      Examples: A profit of 200% is a bid of three times the cost; an old bid counts 1% less; never in the session of the purchase
        | day        | purpose    | bid                     | proposed     | decides         |
        | 2026-04-13 | hedge      | $90                     | proposed     | decides         |
        | 2026-04-13 | hedge      | $89.9999                | not proposed | does not decide |
        | 2026-04-13 | hedge      | $90, 31 seconds old     | not proposed | does not decide |
        | 2026-04-14 | hedge      | $90                     | not proposed | does not decide |
        | 2026-04-13 | leap hedge | $90                     | not proposed | does not decide |

    @HEDGE-32
    Scenario: A hedge of unknown cost is not released for its profit, and somebody is told
      Given it is 2026-04-13 at 10:00
      And the closes of the VIX are 31, 31, 31, 31 and 31
      When the law decides
      Given it is 2026-04-14 at 10:00
      And the cost of position H-1 is unknown
      When the law decides
      Then it is not proposed to release a hedge on H-1
      And an alarm names HEDGE-32 for H-1

    @HEDGE-31 @HEDGE-32
    Scenario Outline: A release for <why> was sent, and then <outcome>
      Given the cost of position H-1 is <cost>
      When the law decides
      Then it is proposed to release a hedge on H-1 because of <rule>
      Given it is 2026-04-14 at 10:00:30
      And release_hedge.sent happens in H-1 with:
        | quantity | 2      |
        | limit    | $94    |
        | bound    | $89.30 |
      When the law decides
      Then it is not proposed to release a hedge on H-1
      Given it is 2026-04-14 at 10:00:40
      And release_hedge.<outcome> happens in H-1 with:
        | quantity | 2      |
        | limit    | $94    |
        | bound    | $89.30 |
      When the law decides
      Then it is not proposed to release a hedge on H-1
      Given it is 2026-04-14 at <time>
      When the law decides
      Then it is <again> to release a hedge on H-1

      Examples: Only a refusal lets it be tried again, after five minutes
        | why        | cost | rule     | outcome  | time     | again        |
        | its cause  | $90  | HEDGE-31 | in_doubt | 10:05:40 | not proposed |
        | its cause  | $90  | HEDGE-31 | rejected | 10:05:39 | not proposed |
        | its cause  | $90  | HEDGE-31 | rejected | 10:05:40 | proposed     |

    @HEDGE-32
    Scenario: A release for its profit is not proposed again while nobody knows what became of it
      Given it is 2026-04-13 at 10:00
      And the closes of the VIX are 31, 31, 31, 31 and 31
      When the law decides
      Given it is 2026-04-14 at 10:00
      And the cost of position H-1 is $30
      When the law decides
      Then it is proposed to release a hedge on H-1 only because of HEDGE-32
      Given it is 2026-04-14 at 10:01
      When the law decides
      Then it is not proposed to release a hedge on H-1

    @HEDGE-32 @R-96
    Scenario: A release for its profit was given up at 10:01, and is tried again at 10:06
      Given it is 2026-04-13 at 10:00
      And the closes of the VIX are 31, 31, 31, 31 and 31
      When the law decides
      Given it is 2026-04-14 at 10:01
      And the cost of position H-1 is $30
      And release_hedge.rejected happens in H-1
      When the law decides
      Then it is not proposed to release a hedge on H-1
      Given it is 2026-04-14 at 10:06
      When the law decides
      Then it is proposed to release a hedge on H-1 only because of HEDGE-32

    @HEDGE-WITHIN-BUDGET
    Scenario: What is bought stays within the budget
      Given the closes of the VIX are 31, 31, 31, 31 and 31
      When the law decides
      Then HEDGE-WITHIN-BUDGET decides
