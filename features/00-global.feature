Feature: §0 Global parameters: split, capital, deployment, caps, margin, price of an order

  Background:
    Given the facts of "facts/wednesday-capital.yaml"

  Rule: A new account divides its capital

    @SPLIT-01 @SPLIT-02 @SPLIT-03
    Scenario Outline: A full account of $1,000,000 gives <sleeve> its share
      When the law decides
      Then the capital of account A is $1,000,000
      And the target share of sleeve A <sleeve> is <share>
      And the target capital of sleeve A <sleeve> is <capital>

      Examples: 40, 30 and 30 of a hundred
        | sleeve | share | capital  |
        | gen    | 40%   | $400,000 |
        | rev    | 30%   | $300,000 |
        | com    | 30%   | $300,000 |

    @SPLIT-01 @SPLIT-02
    Scenario Outline: A mini gives <sleeve> half or nothing
      Given the kind of account A is mini
      When the law decides
      Then the target share of sleeve A <sleeve> is <share>
      And the target capital of sleeve A <sleeve> is <capital>

      Examples: 50 and 50 of a hundred; a mini has no Rev
        | sleeve | share | capital  |
        | gen    | 50%   | $500,000 |
        | com    | 50%   | $500,000 |
        | rev    | 0%    | $0       |

    @SPLIT-01
    Scenario Outline: An account of its own terms gives <sleeve> its share
      Given the terms of account A set split gen to 45%
      And the terms of account A set split rev to 20%
      And the terms of account A set split com to 35%
      When the law decides
      Then the target share of sleeve A <sleeve> is <share>

      Examples:
        | sleeve | share |
        | gen    | 45%   |
        | rev    | 20%   |
        | com    | 35%   |

    @SPLIT-02
    Scenario Outline: What a split does not share out in whole cents stays where it is: <sleeve>
      Given the base of A gen is $400,000.03
      When the law decides
      Then the target capital of sleeve A <sleeve> is <capital>

      Examples: of $1,000,000.03
        | sleeve | capital     |
        | gen    | $400,000.01 |
        | rev    | $300,000    |

    @SPLIT-03
    Scenario: An account without capital
      Given the base of A gen is $0
      And the base of A rev is $0
      And the base of A com is $0
      When the law decides
      Then the capital of account A is $0
      And SPLIT-03 does not decide for account A

  Rule: What an order costs

    @PRICE-01 @PRICE-02 @PRICE-03 @PRICE-04 @PRICE-05
    Scenario: Limits and bounds never pass their side of a tick
      Given the tick of NVDA-195-PUT is $0.05
      When the law decides
      Then the mid of NVDA-195-PUT is $1.455
      And the sell limit of NVDA-195-PUT is $1.50
      And the sell bound of NVDA-195-PUT is $1.40
      And the buy limit of NVDA-195-PUT is $1.45
      And the buy bound of NVDA-195-PUT is $1.50

    @PRICE-02 @PRICE-03
    Scenario: The bound of a sale is at most 5% below mid
      Given the bid of NVDA-195-PUT is $1.00
      And the ask of NVDA-195-PUT is $1.00
      When the law decides
      Then the sell limit of NVDA-195-PUT is $1.00
      And the sell bound of NVDA-195-PUT is $0.95
      And the buy bound of NVDA-195-PUT is $1.05

    @PRICE-03 @PRICE-05
    Scenario: Of a dear option the bounds are exact to the cent
      Given the bid of NVDA-195-PUT is $100.00
      And the ask of NVDA-195-PUT is $100.00
      When the law decides
      Then the sell bound of NVDA-195-PUT is $95.00
      And the buy bound of NVDA-195-PUT is $105.00

    @PRICE-01 @PRICE-02 @PRICE-03 @PRICE-04 @PRICE-05
    Scenario: Without a fresh quote there is no price
      Given the bid of NVDA-195-PUT is $1.44, 31 seconds old
      When the law decides
      Then the mid of NVDA-195-PUT is unknown
      And the sell limit of NVDA-195-PUT is unknown
      And the sell bound of NVDA-195-PUT is unknown
      And the buy limit of NVDA-195-PUT is unknown
      And the buy bound of NVDA-195-PUT is unknown

  Rule: Capital is counted, orders in flight included

    @CAPITAL-01
    Scenario: A put binds its strike times a hundred
      When the law decides
      Then the notional of NVDA-195-PUT is $19,500 per contract

    @CAPITAL-01
    Scenario: A contract whose multiplier nobody knows has no notional
      Given the multiplier of NVDA-195-PUT is unknown
      When the law decides
      Then the notional of NVDA-195-PUT is unknown

    @CAPITAL-02 @CAPITAL-05 @CAPITAL-10 @CAP-01 @DEPLOY-05
    Scenario Outline: A short put that is <source>
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source   |
        | E-1      | A rev  | NVDA-192-PUT | short | 2        | <source> |
      When the law decides
      Then the capital bound by puts of NVDA in A rev is $38,400
      And the committed capital of NVDA in A rev is $38,400
      And the put capital of sleeve A rev is $38,400
      And the room under the cap of NVDA in A rev is $36,600
      And the free cash of A rev is $261,600

      Examples:
        | source   |
        | held     |
        | working  |
        | in doubt |

    @CAPITAL-02 @MARGIN-03
    Scenario: A put that was bought, and a call, bind nothing and use no margin
      Given these exposures:
        | exposure | sleeve | contract      | side  | quantity | source |
        | E-1      | A rev  | NVDA-192-PUT  | long  | 2        | held   |
        | E-2      | A rev  | NVDA-200-CALL | short | 1        | held   |
      When the law decides
      Then the capital bound by puts of NVDA in A rev is $0
      And the margin in use of account A is $0

    @CAPITAL-02 @CAPITAL-05 @CAPITAL-10 @CAPITAL-03 @CAPITAL-04 @CAPITAL-09
    Scenario: Nothing is held
      When the law decides
      Then the capital bound by puts of NVDA in A rev is $0
      And the committed capital of NVDA in A rev is $0
      And the put capital of sleeve A rev is $0
      And the shares held of NVDA in A rev are 0 shares
      And the value of shares of NVDA in A rev is $0
      And the share value of sleeve A rev is $0

    @CAPITAL-11 @CAPITAL-12 @CAPITAL-05 @CAP-01 @DEPLOY-03 @DEPLOY-04 @DEPLOY-05 @MARGIN-03
    Scenario: Shares that are being bought count at their limit, as if they were there
      Given these share orders:
        | share order | sleeve | underlying | shares | limit |
        | O-1         | A rev  | NVDA       | 100    | $197  |
      When the law decides
      Then the cost of shares under way of NVDA in A rev is $19,700
      And the cost of all shares under way of A rev is $19,700
      And the value of shares of NVDA in A rev is $0
      And the committed capital of NVDA in A rev is $19,700
      And the room under the cap of NVDA in A rev is $55,300
      And the room of A rev is $280,300
      And the goal of A rev is $265,300
      And the free cash of A rev is $280,300
      And the margin in use of account A is $9,850

    @CAPITAL-11 @CAPITAL-12
    Scenario: Orders for shares add up, each in its sleeve
      Given these share orders:
        | share order | sleeve | underlying | shares | limit |
        | O-1         | A rev  | NVDA       | 100    | $197  |
        | O-2         | A rev  | NVDA       | 1      | $196  |
        | O-3         | A rev  | SPY        | 1      | $350  |
        | O-4         | A com  | NVDA       | 1      | $195  |
      When the law decides
      Then the cost of shares under way of NVDA in A rev is $19,896
      And the cost of all shares under way of A rev is $20,246
      And the cost of all shares under way of A com is $195
      And the free cash of A rev is $279,754

    @CAPITAL-11 @CAPITAL-12 @DEPLOY-05
    Scenario: No shares are being bought
      When the law decides
      Then the cost of shares under way of NVDA in A rev is $0
      And the cost of all shares under way of A rev is $0
      And the free cash of A rev is $300,000

    @CAPITAL-11 @CAPITAL-12 @DEPLOY-05 @MARGIN-06
    Scenario: An order for shares whose limit nobody knows may take everything
      Given these share orders:
        | share order | sleeve | underlying | shares | limit   |
        | O-1         | A rev  | NVDA       | 100    | unknown |
      When the law decides
      Then the cost of shares under way of NVDA in A rev is unknown
      And the free cash of A rev is unknown
      And it is forbidden to open a cash-secured put on NVDA-195-PUT in A rev because of MARGIN-06

    @CAPITAL-13 @DEPLOY-05
    Scenario Outline: 2 puts that are bought for at most $1 a share, and are <source>
      Given these exposures:
        | exposure | sleeve | contract     | side | quantity | source   |
        | E-1      | A rev  | NVDA-192-PUT | long | 2        | <source> |
      When the law decides
      Then the cost of long options under way of A rev is <cost>
      And the free cash of A rev is <free>

      Examples:
        | source   | cost | free     |
        | held     | $0   | $300,000 |
        | working  | $200 | $299,800 |
        | in doubt | $200 | $299,800 |

    @CAPITAL-13
    Scenario: What is being sold costs nothing
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source  |
        | E-1      | A rev  | NVDA-192-PUT | short | 2        | working |
      When the law decides
      Then the cost of long options under way of A rev is $0

    @CAPITAL-13 @DEPLOY-05
    Scenario: A long option that is being bought and has no price may take everything
      Given these exposures:
        | exposure | sleeve | contract     | side | quantity | source  |
        | E-1      | A rev  | NVDA-192-PUT | long | 2        | working |
      And the ask of NVDA-192-PUT is unknown
      When the law decides
      Then the cost of long options under way of A rev is unknown
      And the free cash of A rev is unknown

    @CAPITAL-03 @CAPITAL-04 @CAPITAL-05 @CAPITAL-08 @CAPITAL-09
    Scenario: Shares count at their price
      Given these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A rev  | NVDA       | 100    | yes      |
      When the law decides
      Then the shares held of NVDA in A rev are 100 shares
      And the value of shares of NVDA in A rev is $19,800
      And the committed capital of NVDA in A rev is $19,800
      And the share value of sleeve A rev is $19,800
      And the equity of A rev is $319,800

    @CAPITAL-04
    Scenario: A single share counts at its price
      Given these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A rev  | NVDA       | 1      | yes      |
      When the law decides
      Then the value of shares of NVDA in A rev is $198

    @CAPITAL-04
    Scenario Outline: Nobody knows the price, and <shares> shares are held
      Given these holdings:
        | holding | sleeve | underlying | shares   | assigned |
        | H-1     | A rev  | NVDA       | <shares> | yes      |
      And the price of NVDA is unknown
      When the law decides
      Then the value of shares of NVDA in A rev is <value>

      Examples:
        | shares | value   |
        | 0      | $0      |
        | 1      | unknown |

    @DEPLOY-03 @DEPLOY-04
    Scenario: Shares and puts are deployed already
      Given these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A rev  | NVDA       | 100    | yes      |
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-192-PUT | short | 1        | held   |
      When the law decides
      Then the room of A rev is $261,000
      And the goal of A rev is $246,000

    @CAPITAL-06 @CAPITAL-07 @CAPITAL-08
    Scenario: Short options are owed, long ones are owned, at mid
      Given these positions:
        | position | sleeve | contract     | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A rev  | NVDA-195-PUT | short | 2        | $2.00           | 2026-04-08 | no           |
        | P-2      | A rev  | NVDA-192-PUT | long  | 1        | unknown         | 2026-04-08 | no           |
      When the law decides
      Then the short value of sleeve A rev is $291
      And the long value of sleeve A rev is $99.50
      And the equity of A rev is $299,808.50

    @CAPITAL-06 @CAPITAL-07
    Scenario: Without options nothing is owed and nothing owned
      When the law decides
      Then the short value of sleeve A rev is $0
      And the long value of sleeve A rev is $0

    @CAPITAL-08 @CAPITAL-06 @DEPLOY-01 @CAP-01 @MARGIN-04 @MARGIN-05 @DEPLOY-03 @DEPLOY-04
    Scenario: A position without a price makes equity unknown, and nothing is opened
      Given these positions:
        | position | sleeve | contract     | side  | quantity | original credit | opened on  | hypothetical |
        | P-1      | A rev  | NVDA-192-PUT | short | 2        | $2.00           | 2026-04-08 | no           |
      And the ask of NVDA-192-PUT is unknown
      When the law decides
      Then the short value of sleeve A rev is unknown
      And the equity of A rev is unknown
      And the net liquidation value of account A is unknown
      And the deployable capital of A rev is unknown
      And the room of A rev is unknown
      And the goal of A rev is unknown
      And the room under the cap of NVDA in A rev is unknown
      And the margin room of account A is unknown
      And it is forbidden to open a cash-secured put on NVDA-195-PUT in A rev because of MARGIN-06
      And ALLOC-PUTS does not decide

  Rule: Capital is deployed under every cap

    @ALLOC-PUTS @CAP-01 @DEPLOY-01 @DEPLOY-03 @DEPLOY-04
    Scenario: The cap wins, and the shortfall is told
      When the law decides
      Then the deployable capital of A rev is $300,000
      And the room of A rev is $300,000
      And the goal of A rev is $285,000
      And the room under the cap of NVDA in A rev is $75,000
      And 3 contracts of NVDA-195-PUT in A rev are allocated
      And the limit SYMBOL-CAP binds for NVDA in A rev
      And sleeve A rev falls short of its goal by $226,500
      And sleeve A gen falls short of its goal by $0
      And it is intended to open a cash-secured put on NVDA-195-PUT in A rev with:
        | quantity | 3     |
        | limit    | $1.46 |
        | bound    | $1.39 |

    @ALLOC-PUTS @CAP-01
    Scenario Outline: Rev has <capital>
      Given the cash of A rev is <capital>
      And the base of A rev is <capital>
      When the law decides
      Then <contracts> contracts of NVDA-195-PUT in A rev are allocated

      Examples: a quarter of it against $19,500 a contract
        | capital  | contracts |
        | $234,000 | 3         |
        | $233,999 | 2         |
        | $78,000  | 1         |
        | $77,999  | 0         |

    @ALLOC-PUTS
    Scenario: A contract above the cap is not opened at all
      Given the cash of A rev is $70,000
      And the base of A rev is $70,000
      When the law decides
      Then it is permitted to open a cash-secured put on NVDA-195-PUT in A rev
      And ALLOC-PUTS does not decide
      And the limit SYMBOL-CAP binds for NVDA in A rev

    @ALLOC-PUTS @STRIKE-02 @R-24
    Scenario: Of two puts of a symbol the one picked is opened, though another would take more capital
      Given these contracts:
        | contract     | expiry   | right | strike | expiry date | multiplier | tick | bid   | ask   | delta of the feed | delta of the model | open interest | volume | average daily volume | days to expiry | sessions to expiry |
        | NVDA-196-PUT | NVDA-MON | put   | $196   | 2026-04-20  | 100        | 0.01 | $1.78 | $1.82 | 0.345             | 0.344              | 900           | 400    | 500                  | 5              | 4                  |
      When the law decides
      Then it is permitted to open a cash-secured put on NVDA-196-PUT in A rev
      And 3 contracts of NVDA-195-PUT in A rev are allocated
      And 0 contracts of NVDA-196-PUT in A rev are allocated

    @ALLOC-PUTS @R-24
    Scenario Outline: Tesla's put binds as much as Nvidia's, and earns <earns>: <tsla> of Tesla, <nvda> of Nvidia
      Given these underlyings:
        | underlying | instrument | price | has a chain | next earnings date | last earnings date |
        | TSLA       | stock      | $198  | yes         | 2026-05-20         | 2026-01-28         |
      And these expiries:
        | expiry   | underlying | date       |
        | TSLA-MON | TSLA       | 2026-04-20 |
      And these contracts:
        | contract     | expiry   | right | strike | expiry date | multiplier | tick | bid   | ask   | delta of the feed | delta of the model | open interest | volume | average daily volume | days to expiry | sessions to expiry |
        | TSLA-195-PUT | TSLA-MON | put   | $195   | 2026-04-20  | 100        | 0.01 | <bid> | <ask> | 0.325             | 0.324              | 900           | 400    | 500                  | 5              | 4                  |
      And the base of A rev is $58,500
      When the law decides
      Then <tsla> contracts of TSLA-195-PUT in A rev are allocated
      And <nvda> contracts of NVDA-195-PUT in A rev are allocated

      Examples: mid of Nvidia's is $1.455, and there is room for three contracts; where they earn alike, the alphabet decides
        | earns | bid   | ask   | tsla | nvda |
        | more  | $1.44 | $1.48 | 3    | 0    |
        | alike | $1.44 | $1.47 | 0    | 3    |
        | less  | $1.43 | $1.47 | 0    | 3    |

    @DEPLOY-01 @DEPLOY-03
    Scenario: Profit that was not reinvested is not deployed
      Given the cash of A rev is $350,000
      When the law decides
      Then the equity of A rev is $350,000
      And the deployable capital of A rev is $300,000

    @DEPLOY-01
    Scenario: What was reinvested is deployed, but never more than the equity
      Given the reinvested of A rev is $100,000
      And the cash of A rev is $350,000
      When the law decides
      Then the deployable capital of A rev is $350,000

    @DEPLOY-02 @DEPLOY-03 @DEPLOY-04
    Scenario Outline: The VIX stands at <vix>
      Given the VIX is <vix>
      When the law decides
      Then the deployment factor of account A is <factor>
      And the room of A rev is <room>
      And the goal of A rev is <goal>

      Examples: above 50, half
        | vix     | factor  | room     | goal     |
        | 50.00   | 100%    | $300,000 | $285,000 |
        | 50.01   | 50%     | $150,000 | $142,500 |

    @DEPLOY-02
    Scenario: While the VIX is not known the factor stays what it was
      Given the VIX is unknown
      When the law decides
      Then the deployment factor of account A is 100%
      Given the VIX is 52
      When the law decides
      Then the deployment factor of account A is 50%
      Given the VIX is unknown
      When the law decides
      Then the deployment factor of account A is 50%

    @CAP-01
    Scenario: A sleeve above the cap has no room under it
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-192-PUT | short | 16       | held   |
      When the law decides
      Then the room under the cap of NVDA in A rev is $0

    @ALLOC-PUTS
    Scenario Outline: No more is deployed than the base: Rev's is <base>, of $300,000 of cash
      Given the base of A rev is <base>
      When the law decides
      Then <contracts> contracts of NVDA-195-PUT in A rev are allocated

      Examples: $19,500 a contract
        | base       | contracts |
        | $39,000    | 2         |
        | $38,999.99 | 1         |

    @ALLOC-PUTS
    Scenario Outline: Puts are secured by cash: Rev has <cash>, and $250,043.50 in options
      Given these positions:
        | position | sleeve | contract     | side | quantity | opened on  | hypothetical |
        | P-1      | A rev  | NVDA-192-PUT | long | 2513     | 2026-04-08 | no           |
      And the cash of A rev is <cash>
      When the law decides
      Then <contracts> contracts of NVDA-195-PUT in A rev are allocated

      Examples: $19,500 a contract
        | cash       | contracts |
        | $58,500    | 3         |
        | $58,499.99 | 2         |

    @ALLOC-PUTS
    Scenario Outline: Rev finds margin for <contracts>, Com has <cash> of cash
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A gen  | NVDA-192-PUT | short | 170      | held   |
      And the cash of A com is <cash>
      When the law decides
      Then <contracts> contracts of NVDA-195-PUT in A rev are allocated

      Examples: $588,115 are used, and $3,805.50 a contract are needed
        | cash        | contracts |
        | $292,876.67 | 2         |
        | $292,876.66 | 1         |

    @DEPLOY-03 @DEPLOY-04 @DEPLOY-05
    Scenario: A sleeve that is fully deployed has no room
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-192-PUT | short | 16       | held   |
      When the law decides
      Then the room of A rev is $0
      And the goal of A rev is $0
      And the free cash of A rev is $0

    @CAP-01
    Scenario: The cap is a quarter of equity, for this account a fifth
      Given the terms of account A set deploy symbol cap to 20%
      When the law decides
      Then the room under the cap of NVDA in A rev is $60,000

  Rule: Margin use stays at or below 60%

    @MARGIN-01 @MARGIN-02
    Scenario Outline: The published formula for one <put>
      When the law decides
      Then the out of money of <put> is <out of money>
      And the put margin of <put> is <margin> per contract

      Examples: 20% of the price less what it is out of the money, plus the premium
        | put          | out of money    | margin    |
        | NVDA-195-PUT | $3.00 per share | $3,805.50 |
        | NVDA-192-PUT | $6.00 per share | $3,459.50 |

    @MARGIN-01
    Scenario: A put in the money is nothing out of it
      Given the price of NVDA is $190
      When the law decides
      Then the out of money of NVDA-195-PUT is $0 per share
      And the out of money of NVDA-200-CALL is $10 per share

    @MARGIN-01
    Scenario: A call in the money is nothing out of it
      Given the price of NVDA is $230
      When the law decides
      Then the out of money of NVDA-200-CALL is $0 per share

    @MARGIN-02
    Scenario: At least a tenth of the strike
      Given the price of NVDA is $230
      When the law decides
      Then the put margin of NVDA-192-PUT is $2,019.50 per contract

    @MARGIN-02 @MARGIN-03
    Scenario: Without a quote there is no margin, and margin in use is unknown
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-192-PUT | short | 2        | held   |
      And the bid of NVDA-192-PUT is unknown
      When the law decides
      Then the put margin of NVDA-192-PUT is unknown
      And the margin in use of account A is unknown
      And it is forbidden to open a cash-secured put on NVDA-195-PUT in A rev because of MARGIN-06

    @MARGIN-03 @MARGIN-04 @MARGIN-05
    Scenario: Puts by the formula, shares by half
      Given these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-192-PUT | short | 2        | held   |
      And these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A rev  | NVDA       | 100    | yes      |
      When the law decides
      Then the margin in use of account A is $16,819
      And the net liquidation value of account A is $1,019,800
      And the margin room of account A is $595,061

    @MARGIN-03 @MARGIN-06
    Scenario: Nothing in use
      When the law decides
      Then the margin in use of account A is $0
      And MARGIN-06 does not decide for account A

    @MARGIN-05 @MARGIN-06
    Scenario Outline: 174 puts and 100 shares use $611,853; Com has <cash> of cash
      Given these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A com  | NVDA       | 100    | no       |
      And these exposures:
        | exposure | sleeve | contract     | side  | quantity | source |
        | E-1      | A rev  | NVDA-192-PUT | short | 174      | held   |
      And the cash of A com is <cash>
      When the law decides
      Then the margin in use of account A is $611,853
      And the margin room of account A is $0
      And it is <verdict> to open a cash-secured put on NVDA-195-PUT in A rev
      And MARGIN-06 <decides> for account A

      Examples: sixty in a hundred of the net liquidation value
        | cash        | verdict   | decides         |
        | $299,955    | permitted | does not decide |
        | $299,954.99 | forbidden | decides         |

  Rule: Locks

    @LOCK-01 @LOCK-03 @LOCK-04
    Scenario Outline: So far, the account was <so far>
      Given so far account A is <so far>
      When the law decides
      Then it is forbidden to open a cash-secured put on NVDA-195-PUT in A rev because of LOCK-01
      And account A is locked
      And the lock of account A is <reason>
      And LOCK-01 decides for account A

      Examples:
        | so far                     | reason      |
        | locked by the breaker      | breaker     |
        | stopped by the kill switch | kill switch |

    @LOCK-01 @LOCK-03 @LOCK-04
    Scenario: An account that is not locked opens
      When the law decides
      Then it is permitted to open a cash-secured put on NVDA-195-PUT in A rev
      And account A is not locked
      And the lock of account A is idle
      And LOCK-01 does not decide for account A
