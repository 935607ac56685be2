Feature: §4 Com-Acc: shares, covered calls, taking profit

  Background:
    Given the facts of "facts/monday.yaml"

  Rule: Com writes calls on its holdings on Monday morning

    @COM-ENTRY-01 @STRIKE-03 @ALLOC-CALLS
    Scenario: A call for every hundred shares, nearest the middle of the band
      When the law decides
      Then it is permitted to write a covered call on MSFT-395-CALL in A com because of COM-ENTRY-01
      And it is permitted to write a covered call on MSFT-400-CALL in A com
      And 1 contract of MSFT-395-CALL in A com is allocated
      And 0 contracts of MSFT-400-CALL in A com are allocated
      And 2 contracts of AAPL-270-CALL in A com are allocated

    @COM-ENTRY-01 @ALLOC-CALLS @STRIKE-03
    Scenario: Not on a Tuesday
      Given it is Tuesday 14 April 2026 at 10:00
      When the law decides
      Then it is not permitted to write a covered call on MSFT-395-CALL in A com
      And COM-ENTRY-01 does not decide
      And the call picked of MSFT in A com is none
      And nothing is allocated to account A
      And ALLOC-CALLS does not decide

    @COM-ENTRY-01
    Scenario Outline: A delta of <delta> is <verdict>
      Given the delta of the feed of MSFT-395-CALL is <delta>
      When the law decides
      Then it is <verdict> to write a covered call on MSFT-395-CALL in A com

      Examples: the band of 0.20 to 0.25, both ends included
        | delta  | verdict       |
        | 0.1999 | not permitted |
        | 0.2000 | permitted     |
        | 0.2500 | permitted     |
        | 0.2501 | not permitted |

    @CALLS-02
    Scenario: Assigned shares in Com give no call on another day: that is for Gen and Rev
      Given it is Tuesday 14 April 2026 at 10:00
      And holding A com AAPL is assigned
      When the law decides
      Then it is not permitted to write a covered call on AAPL-270-CALL in A com
      And CALLS-02 does not decide

    @COM-01 @COM-ENTRY-01
    Scenario: The last expiry of this week, not the next
      When the law decides
      Then the last expiry of the week of AAPL is 2026-04-17
      And it is permitted to write a covered call on AAPL-270-CALL in A com
      And 1 candidate is left out because "expires later than the law looks"

    @COM-01 @COM-ENTRY-01
    Scenario: A week has an expiry on Wednesday as well: the last one counts, and no other is written
      Given these expiries:
        | expiry   | underlying | date       |
        | AAPL-WED | AAPL       | 2026-04-15 |
      And these contracts:
        | contract          | expiry   | right | strike | expiry date | multiplier | tick | bid   | ask   | delta of the feed | delta of the model | open interest | volume | average daily volume | days to expiry | sessions to expiry |
        | AAPL-265-CALL-WED | AAPL-WED | call  | $265   | 2026-04-15  | 100        | 0.01 | $1.00 | $1.04 | 0.22              | 0.22               | 900           | 400    | 500                  | 2              | 3                  |
      When the law decides
      Then the last expiry of the week of AAPL is 2026-04-17
      And it is not permitted to write a covered call on AAPL-265-CALL-WED in A com
      And it is permitted to write a covered call on AAPL-270-CALL in A com

    @COM-ENTRY-01 @R-03
    Scenario Outline: A call with <sessions> to its expiry is <verdict>
      Given the sessions to expiry of AAPL-270-CALL is <sessions>
      When the law decides
      Then it is <verdict> to write a covered call on AAPL-270-CALL in A com

      Examples:
        | sessions   | verdict       |
        | 4 sessions | permitted     |
        | 5 sessions | permitted     |
        | 6 sessions | not permitted |

    @COM-ENTRY-01
    Scenario: Not on shares of another symbol, even where Com holds them
      Given these expiries:
        | expiry  | underlying | date       |
        | SPY-FRI | SPY        | 2026-04-17 |
      And these contracts:
        | contract     | expiry  | right | strike | expiry date | multiplier | tick | bid   | ask   | delta of the feed | delta of the model | open interest | volume | average daily volume | days to expiry | sessions to expiry |
        | SPY-695-CALL | SPY-FRI | call  | $695   | 2026-04-17  | 100        | 0.01 | $1.00 | $1.04 | 0.22              | 0.22               | 900           | 400    | 500                  | 4              | 5                  |
      And these holdings:
        | holding   | sleeve | underlying | shares | assigned |
        | A com SPY | A com  | SPY        | 100    | no       |
      When the law decides
      Then it is not permitted to write a covered call on SPY-695-CALL in A com
      And COM-ENTRY-01 does not decide for SPY-695-CALL in A com

    @COM-ENTRY-01
    Scenario: Com's own rule is for Com only, though Gen's window were open
      Given the terms of account A set entry day for gen to monday
      And these holdings:
        | holding    | sleeve | underlying | shares | assigned |
        | A gen AAPL | A gen  | AAPL       | 100    | yes      |
      And the sessions to expiry of AAPL-270-CALL is 4 sessions
      When the law decides
      Then it is not permitted to write a covered call on AAPL-270-CALL in A gen
      And COM-ENTRY-01 does not decide for AAPL-270-CALL in A gen

    @COM-01
    Scenario: Friday is closed, and Thursday's expiry is the last of the week
      Given the week last session is 2026-04-16
      And these expiries:
        | expiry   | date       |
        | MSFT-FRI | 2026-04-16 |
      And these contracts:
        | contract      | expiry date | sessions to expiry |
        | MSFT-395-CALL | 2026-04-16  | 4                  |
      When the law decides
      Then the last expiry of the week of MSFT is 2026-04-16
      And it is permitted to write a covered call on MSFT-395-CALL in A com
      And the last expiry of the week of AAPL is unknown

    @COM-02 @STRIKE-03
    Scenario: The middle of Com's band is 0.2250
      When the law decides
      Then the call band middle of sleeve A com is 0.2250
      And the call picked of MSFT in A com is MSFT-395-CALL

    @COM-02
    Scenario: Without its own band a sleeve takes the band for assigned shares
      When the law decides
      Then the call band middle of sleeve A gen is 0.2250

  Rule: Calls are always covered

    @COM-03 @COM-05 @ALLOC-CALLS
    Scenario Outline: A call that is <state> covers its shares
      Given these exposures:
        | exposure | sleeve | contract       | side  | quantity | source   |
        | E-1      | A com  | MSFT-400-CALL  | short | 1        | <source> |
      When the law decides
      Then the covered shares of MSFT in A com are 100 shares
      And the free shares of MSFT in A com are 0 shares
      And 0 contracts of MSFT-395-CALL in A com are allocated

      Examples:
        | state    | source   |
        | held     | held     |
        | working  | working  |
        | in doubt | in_doubt |

    @COM-03 @COM-05
    Scenario: Nothing is written yet
      When the law decides
      Then the covered shares of MSFT in A com are 0 shares
      And the free shares of MSFT in A com are 100 shares

    @COM-03
    Scenario Outline: A <side> <what> covers nothing
      Given these exposures:
        | exposure | sleeve | contract   | side   | quantity | source |
        | E-1      | A com  | <contract> | <side> | 1        | held   |
      And the right of MSFT-400-CALL is <right>
      When the law decides
      Then the covered shares of MSFT in A com are 0 shares

      Examples:
        | side  | what | contract      | right |
        | long  | call | MSFT-395-CALL | call  |
        | short | put  | MSFT-400-CALL | put   |

    @COM-05
    Scenario: Where more is written than is held, no share is free
      Given these exposures:
        | exposure | sleeve | contract      | side  | quantity | source |
        | E-1      | A com  | MSFT-395-CALL | short | 2        | held   |
      When the law decides
      Then the covered shares of MSFT in A com are 200 shares
      And the free shares of MSFT in A com are 0 shares
      And COM-05 does not decide for MSFT in A com

    @COM-05
    Scenario: Ninety-nine shares carry no call
      Given the shares of holding A com MSFT are 99
      When the law decides
      Then 0 contracts of MSFT-395-CALL in A com are allocated

  Rule: In an earnings week at most half the shares are covered

    @COM-04
    Scenario Outline: The next report of Apple is on <date>
      Given the next earnings date of AAPL is <date>
      When the law decides
      Then the coverage allowed of AAPL in A com is <coverage>
      And <calls> contracts of AAPL-270-CALL in A com are allocated

      Examples:
        | date       | coverage | calls |
        | 2026-04-17 | 50%      | 1     |
        | 2026-04-20 | 100%     | 2     |
        | unknown    | 50%      | 1     |

    @COM-04
    Scenario: A fund never reports
      When the law decides
      Then the coverage allowed of SPY in A com is 100%

  Rule: Com buys its shares in lots of a hundred, the cheapest first

    @COM-SHARES-01 @ALLOC-SHARES @COM-06
    Scenario: The cheapest lot is bought until the cap is full
      When the law decides
      Then it is permitted to buy shares of A com NVDA lots because of COM-SHARES-01
      And the cost of a lot of A com NVDA lots is $18,900
      And 3 lots of A com NVDA lots are allocated
      And 0 lots of A com AAPL lots are allocated
      And the limit SYMBOL-CAP binds for NVDA in A com

    @COM-10 @R-01
    Scenario: 95% of $300,000 less the $90,400 that are in shares
      When the law decides
      Then the goal for shares of A com is $194,600
      And COM-10 decides for A com
      And COM-10 does not decide for A gen

    @ALLOC-SHARES @ALLOC-PUTS @COM-10 @R-01
    Scenario: Com falls short of its goal in shares, and puts are no goal of Com's
      When the law decides
      Then 3 lots of A com NVDA lots are allocated
      And the goal for shares of A com is $194,600
      And A com falls short of its goal by $137,900

    @COM-10
    Scenario: Outside its window Com has no goal for shares
      Given it is Tuesday 14 April 2026 at 10:00
      When the law decides
      Then the goal for shares of A com is $0

    @COM-10
    Scenario: Rev has none, though its window were open
      Given the terms of account A set entry day for rev to monday
      When the law decides
      Then the goal for shares of A rev is $0

    @ALLOC-SHARES
    Scenario: The limit is the price, rounded down to a cent
      Given the price of NVDA is $189.0056
      When the law decides
      Then it is intended to buy shares of A com NVDA lots with:
        | quantity | 3 lots  |
        | limit    | $189.00 |

    @ALLOC-SHARES @R-15
    Scenario: There is room for one lot only: the cheapest
      Given the terms of account A set deploy symbol cap to 50%
      And the base of A com is $117,400
      When the law decides
      Then 1 lot of A com NVDA lots is allocated
      And 0 lots of A com AAPL lots are allocated

    @ALLOC-SHARES @R-32
    Scenario Outline: Com deploys its base, here <base>, of which $90,400 are in shares
      Given the base of A com is <base>
      When the law decides
      Then <lots> lots of A com NVDA lots are allocated

      Examples: Two lots cost $37,800
        | base     | lots |
        | $128,200 | 2    |
        | $128,199 | 1    |

    @ALLOC-SHARES
    Scenario Outline: Com has <cash> in cash, and a LEAP
      Given these contracts:
        | contract | expiry   | right | strike | expiry date | multiplier | tick | bid     | ask     | delta of the feed | delta of the model |
        | LEAP-1   | AAPL-FRI | call  | $100   | 2027-06-18  | 100        | 0.01 | $999.90 | $1000.10 | 0.90              | 0.90               |
      And these positions:
        | position | sleeve | contract | side | purpose     | quantity | opened on  | hypothetical |
        | L-1      | A com  | LEAP-1   | long | leap growth | 1        | 2026-04-01 | no           |
      And the cash of A com is <cash>
      And the base of A com is $228,000
      When the law decides
      Then <lots> lots of A com NVDA lots are allocated

      Examples: A LEAP is capital, and no cash
        | cash    | lots |
        | $37,800 | 2    |
        | $37,799 | 1    |

    @ALLOC-SHARES @CAPITAL-12 @DEPLOY-05 @R-97
    Scenario Outline: What an order under way may still take is not spent again; Com has <cash> in cash, and a LEAP
      Given these contracts:
        | contract | expiry   | right | strike | expiry date | multiplier | tick | bid     | ask     | delta of the feed | delta of the model |
        | LEAP-1   | AAPL-FRI | call  | $100   | 2027-06-18  | 100        | 0.01 | $999.90 | $1000.10 | 0.90              | 0.90               |
      And these positions:
        | position | sleeve | contract | side | purpose     | quantity | opened on  | hypothetical |
        | L-1      | A com  | LEAP-1   | long | leap growth | 1        | 2026-04-01 | no           |
      And these share orders:
        | share order | sleeve | underlying | shares | limit |
        | O-1         | A com  | AAPL       | 1      | $260  |
      And the cash of A com is <cash>
      And the base of A com is $228,000
      When the law decides
      Then <lots> lots of A com NVDA lots are allocated

      Examples: Two lots cost $37,800, and the share of AAPL $260
        | cash    | lots |
        | $38,060 | 2    |
        | $38,059 | 1    |

    @ALLOC-SHARES @CAP-01 @CAPITAL-05 @R-97
    Scenario: Shares of an order under way fill the cap of their underlying
      Given these share orders:
        | share order | sleeve | underlying | shares | limit |
        | O-1         | A com  | NVDA       | 200    | $189  |
      When the law decides
      Then 1 lot of A com NVDA lots is allocated
      And the limit SYMBOL-CAP binds for NVDA in A com

    @HEDGE-26 @R-97
    Scenario: What is spent on shares in the same look is not spent on hedges
      When the law decides
      Then 3 lots of A com NVDA lots are allocated
      And the free cash of A com is $209,600
      And the cash for hedges of A com is $152,900

    @HEDGE-26 @R-97
    Scenario: A single lot that is bought is not spent on hedges either
      Given the terms of account A set deploy symbol cap to 50%
      And the base of A com is $117,400
      When the law decides
      Then 1 lot of A com NVDA lots is allocated
      And the cash for hedges of A com is $190,700

    @HEDGE-26 @R-97
    Scenario: A share that is not bought leaves the cash for hedges known, though nobody knows its lot
      Given the lot size of MSFT is unknown
      When the law decides
      Then the cost of a lot of A com MSFT lots is unknown
      And 3 lots of A com NVDA lots are allocated
      And the cash for hedges of A com is $152,900

    @ALLOC-SHARES @R-28
    Scenario Outline: Shares take half their value of the margin, and Gen has <cash>
      Given the terms of account A set deploy margin cap to 6.41%
      And the cash of A gen is <cash>
      When the law decides
      Then <lots> lots of A com NVDA lots are allocated

      Examples: 6.41% of a million are $64,100; the shares that are held take $45,200, two lots $18,900
        | cash     | lots |
        | $400,000 | 2    |
        | $399,999 | 1    |

    @COM-SHARES-01
    Scenario: Only Com buys shares, though Rev's window were open
      Given the terms of account A set entry day for rev to monday
      And these purchases:
        | purchase        | sleeve | underlying |
        | A rev NVDA lots | A rev  | NVDA       |
      When the law decides
      Then it is not permitted to buy shares of A rev NVDA lots

    @COM-SHARES-01 @ALLOC-SHARES
    Scenario: Nothing is bought outside Com's window
      Given it is 2026-04-13 at 11:00:01
      When the law decides
      Then it is not permitted to buy shares of A com NVDA lots
      And COM-SHARES-01 does not decide
      And ALLOC-SHARES does not decide

    @COM-06 @ALLOC-SHARES
    Scenario: A share without a price is not bought, and a person is told
      Given the price of NVDA is unknown
      When the law decides
      Then the cost of a lot of A com NVDA lots is unknown
      And 0 lots of A com NVDA lots are allocated
      And an alarm names ALLOC-SHARES

  Rule: A call is closed at 65% of its premium

    @COM-07 @COM-CLOSE-01
    Scenario Outline: The ask stands at <ask>
      Given these positions:
        | position | sleeve | contract      | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | MSFT-395-CALL | short | 1        | $2.00           | 2026-04-06 | no           |
      And the bid of MSFT-395-CALL is $0.68
      And the ask of MSFT-395-CALL is <ask>
      When the law decides
      Then the premium decay of P-1 is <decay>
      And it is <proposed> to close P-1

      Examples: two dollars were received
        | ask   | decay  | proposed     |
        | $0.70 | 65%    | proposed     |
        | $0.7001 | 64.995% | not proposed |
        | $0.71 | 64.5%  | not proposed |
        | $2.00 | 0%     | not proposed |

    @COM-CLOSE-01
    Scenario Outline: A call of <count> contracts has earned 65%
      Given these positions:
        | position | sleeve | contract      | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | MSFT-395-CALL | short | <count>  | $2.00           | 2026-04-06 | no           |
      And the bid of MSFT-395-CALL is $0.68
      And the ask of MSFT-395-CALL is $0.70
      When the law decides
      Then it is <verdict> to close P-1

      Examples: What is closed and still told is not closed again
        | count | verdict      |
        | 0     | not proposed |
        | 1     | proposed     |

    @COM-CLOSE-01
    Scenario: A call whose ask is not known is not closed, and a person is told
      Given these positions:
        | position | sleeve | contract      | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | MSFT-395-CALL | short | 1        | $2.00           | 2026-04-06 | no           |
      And the ask of MSFT-395-CALL is unknown
      When the law decides
      Then the premium decay of P-1 is unknown
      And it is not proposed to close P-1
      And an alarm names COM-CLOSE-01

    @COM-CLOSE-01 @CLOSING-02 @R-95
    Scenario: While the purchase is under way it is not ordered again; when it was given up, it is at the next check
      Given these positions:
        | position | sleeve | contract      | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | MSFT-395-CALL | short | income  | 1        | $2.00           | 2026-04-06 | no           |
      And the bid of MSFT-395-CALL is $0.68
      And the ask of MSFT-395-CALL is $0.70
      When the law decides
      Then it is intended to close P-1 because of COM-CLOSE-01
      Given it is 10:01
      When the law decides
      Then it is not proposed to close P-1
      Given it is 10:02
      And close.rejected happens in P-1 with:
        | quantity | 1 contract |
        | limit    | $0.69      |
        | bound    | $0.72      |
      When the law decides
      Then it is not proposed to close P-1
      And P-1 is waiting for its next check
      Given it is 10:04:59
      When the law decides
      Then it is not proposed to close P-1
      Given it is 10:05
      When the law decides
      Then it is intended to close P-1 because of COM-CLOSE-01

    @COM-CLOSE-01 @CLOSING-01
    Scenario: A call that is being closed for another reason is not closed for its profit as well
      Given these positions:
        | position | sleeve | contract      | side  | purpose | quantity | original credit | opened on  | hypothetical |
        | P-1      | A com  | MSFT-395-CALL | short | income  | 1        | $2.00           | 2026-04-06 | no           |
      And the bid of MSFT-395-CALL is $0.68
      And the ask of MSFT-395-CALL is $0.70
      And so far P-1 has a close under way
      When the law decides
      Then it is not proposed to close P-1
      And COM-CLOSE-01 does not decide

  Rule: Com's symbols are the seven: Apple, Microsoft, Amazon, Alphabet's GOOGL, Nvidia, Tesla, Meta

    @COM-ENTRY-01
    Scenario Outline: Com writes calls on <symbol>
      Given these underlyings:
        | underlying | instrument | price | has a chain | next earnings date | last earnings date | lot size |
        | <symbol>   | stock      | $100  | yes         | 2026-05-20         | 2026-01-29         | 100      |
      And these expiries:
        | expiry | underlying | date       |
        | NEW    | <symbol>   | 2026-04-17 |
      And these contracts:
        | contract | expiry | right | strike | expiry date | multiplier | tick | bid   | ask   | delta of the feed | delta of the model | open interest | volume | average daily volume | days to expiry | sessions to expiry |
        | NEW-ONE  | NEW    | call  | $101   | 2026-04-17  | 100        | 0.01 | $1.98 | $2.02 | 0.22              | 0.22               | 900           | 400    | 500                  | 4              | 5                  |
      And these holdings:
        | holding   | sleeve | underlying | shares | assigned |
        | A com new | A com  | <symbol>   | 100    | no       |
      When the law decides
      Then it is permitted to write a covered call on NEW-ONE in A com because of COM-ENTRY-01

      Examples:
        | symbol |
        | AAPL   |
        | MSFT   |
        | AMZN   |
        | GOOGL  |
        | NVDA   |
        | TSLA   |
        | META   |
