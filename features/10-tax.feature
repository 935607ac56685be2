Feature: §10 Realised and unrealised gains, lots first in first out, and how a gain is divided

  Rule: The shares that were bought first are sold first
    100 shares were bought at $200, then 200 at $220, then 100 at $250.

    Background:
      Given the facts of "facts/lots.yaml"

    @LOTS-01
    Scenario: Each lot knows what was bought before it
      When the law decides
      Then the shares bought before of lot-1 are 0
      And the shares bought before of lot-2 are 100
      And the shares bought before of lot-3 are 300
      And LOTS-01 does not decide for lot-1
      And LOTS-01 decides for lot-2

    @LOTS-01
    Scenario: A lot of the same number was not bought before it
      Given the number of lot-3 is 2
      When the law decides
      Then the shares bought before of lot-2 are 100
      And the shares bought before of lot-3 are 100

    @LOTS-02
    Scenario: Each sale knows what was sold before it
      Given these sales:
        | sale   | holding    | number | shares | price |
        | sale-2 | A com AAPL | 2      | 100    | $235  |
      When the law decides
      Then the shares sold before of sale-1 are 0
      And the shares sold before of sale-2 are 150
      And LOTS-02 does not decide for sale-1
      And LOTS-02 decides for sale-2

    @LOTS-02
    Scenario: A sale of the same number was not made before it
      Given these sales:
        | sale   | holding    | number | shares | price |
        | sale-2 | A com AAPL | 1      | 100    | $235  |
      When the law decides
      Then the shares sold before of sale-2 are 0

    @LOTS-03 @LOTS-04
    Scenario: 150 shares at $230 take the first lot and half of the second
      When the law decides
      Then the shares matched of sale-1 are 150
      And the realised gain of the sale of sale-1 is $3,500
      And LOTS-03 decides for sale-1
      And LOTS-04 decides for sale-1

    @LOTS-03 @LOTS-04
    Scenario: The next sale goes on where the first has ended, over two lots, and may realise a loss
      Given these sales:
        | sale   | holding    | number | shares | price |
        | sale-2 | A com AAPL | 2      | 200    | $210  |
      When the law decides
      Then the realised gain of the sale of sale-1 is $3,500
      And the realised gain of the sale of sale-2 is -$3,500
      And the shares left of lot-2 are 0
      And the shares left of lot-3 are 50

    @LOTS-04
    Scenario Outline: A sale at <price> of the first <shares>
      Given the shares of sale-1 are <shares>
      And the price of sale-1 is <price>
      When the law decides
      Then the realised gain of the sale of sale-1 is <gain>

      Examples: The first lot cost $200, the second $220
        | shares | price   | gain    |
        | 100    | $200    | $0      |
        | 100    | $200.01 | $1      |
        | 101    | $200    | -$20    |
        | 300    | $220    | $2,000  |
        | 400    | $250    | $11,000 |

    @LOTS-03 @LOTS-04
    Scenario: More was sold than bought: what it realised is not known, and is not guessed
      Given the shares of sale-1 are 401
      When the law decides
      Then the shares matched of sale-1 are 400
      And the realised gain of the sale of sale-1 is unknown
      And LOTS-04 does not decide for sale-1

    @LOTS-03
    Scenario: A sale of shares of which no lot is known
      Given these holdings:
        | holding   | sleeve | underlying | shares | assigned |
        | A rev any | A rev  | AAPL       | 0      | no       |
      And these sales:
        | sale   | holding   | number | shares | price |
        | sale-9 | A rev any | 1      | 100    | $235  |
      When the law decides
      Then the shares matched of sale-9 are 0
      And the realised gain of the sale of sale-9 is unknown
      And LOTS-03 does not decide for sale-9

    @LOTS-05
    Scenario Outline: After <sold> shares were sold
      Given the shares of sale-1 are <sold>
      When the law decides
      Then the shares left of lot-1 are <first>
      And the shares left of lot-2 are <second>
      And the shares left of lot-3 are <third>

      Examples:
        | sold | first | second | third |
        | 0    | 100   | 200    | 100   |
        | 99   | 1     | 200    | 100   |
        | 100  | 0     | 200    | 100   |
        | 101  | 0     | 199    | 100   |
        | 300  | 0     | 0      | 100   |
        | 400  | 0     | 0      | 0     |

    @LOTS-05
    Scenario: All sales count, and only those of the same holding
      Given these holdings:
        | holding   | sleeve | underlying | shares | assigned |
        | A rev any | A rev  | AAPL       | 0      | no       |
      And these sales:
        | sale   | holding    | number | shares | price |
        | sale-2 | A com AAPL | 2      | 100    | $235  |
        | sale-9 | A rev any  | 1      | 100    | $235  |
      When the law decides
      Then the shares left of lot-2 are 50
      And LOTS-05 decides for lot-2
      And LOTS-05 does not decide for lot-1

    @LOTS-06
    Scenario Outline: Apple at <price>: 150 shares of $220 and 100 of $250 are left
      Given the price of AAPL is <price>
      When the law decides
      Then the unrealised gain of shares of "A com AAPL" is <gain>
      And LOTS-06 <decides>

      Examples:
        | price | gain   | decides         |
        | $240  | $2,000 | decides         |
        | $232  | $0     | does not decide |

    @LOTS-06
    Scenario: A single share that is left of a lot counts
      Given the shares of sale-1 are 299
      When the law decides
      Then the unrealised gain of shares of "A com AAPL" is -$980

    @LOTS-06
    Scenario: What a lot cost that is sold out does not matter any more
      Given the cost of lot-1 is unknown
      When the law decides
      Then the unrealised gain of shares of "A com AAPL" is $2,000

    @LOTS-06
    Scenario: What a lot cost that is held is needed
      Given the cost of lot-3 is unknown
      When the law decides
      Then the unrealised gain of shares of "A com AAPL" is unknown

    @LOTS-07
    Scenario: The books agree: 400 were bought, 150 were sold, 250 are held
      When the law decides
      Then LOTS-07 decides for "A com AAPL"

    @LOTS-07
    Scenario Outline: The books do not agree: <held> are held
      Given the shares of "A com AAPL" are <held>
      When the law decides
      Then LOTS-07 does not decide for "A com AAPL"

      Examples:
        | held |
        | 249  |
        | 251  |

    @LOTS-07
    Scenario: Shares of which no lot is told are not compared
      Given there are no lots
      And there are no sales
      When the law decides
      Then LOTS-07 does not decide
      And no alarm names LOTS-07

  Rule: What is not realised is kept apart

    Background:
      Given the facts of "facts/lots.yaml"

    @PNL-01
    Scenario Outline: A call sold for $2.00, with a middle of <mid>
      Given the bid of AAPL-250-CALL is <bid>
      And the ask of AAPL-250-CALL is <ask>
      When the law decides
      Then the unrealised gain of the option of P-2 is <gain>
      And PNL-01 <decides> for P-2

      Examples: Two contracts of a hundred shares
        | bid   | ask   | mid   | gain  | decides         |
        | $1.48 | $1.52 | $1.50 | $100  | decides         |
        | $1.98 | $2.02 | $2.00 | $0    | does not decide |
        | $2.48 | $2.52 | $2.50 | -$100 | decides         |

    @PNL-02
    Scenario: Com has gained $2,000 on its shares and $100 on its calls, Gen has lost $150 on its puts, Rev has nothing
      When the law decides
      Then the unrealised gain of A com is $2,100
      And the unrealised gain of A gen is -$150
      And the unrealised gain of A rev is $0
      And PNL-02 decides for A com
      And PNL-02 does not decide for A rev

    @PNL-02 @PNL-03
    Scenario: What is not realised is no realised gain
      When the law decides
      Then the gain realised so far of A com is $0
      And the gain realised so far of A gen is $0
      And PNL-03 does not decide

    @PNL-03
    Scenario: Realised gains and losses of all times are summed, each sleeve for itself
      Given on Monday 12 January 2026 at 10:00, a realised gain happened in A gen with:
        | gain | $700.50 |
      And on Monday 9 February 2026 at 10:00, a realised gain happened in A gen with:
        | gain | -$200.25 |
      And on Monday 9 February 2026 at 10:00, a realised gain happened in A rev with:
        | gain | $50 |
      When the law decides
      Then the gain realised so far of A gen is $500.25
      And the gain realised so far of A rev is $50
      And the gain realised so far of A com is $0
      And PNL-03 decides for A gen
      And PNL-03 does not decide for A com

    @PNL-04
    Scenario: What was reserved for tax is summed; what was only sent is not reserved yet
      Given on Monday 5 January 2026 at 10:00, reserve_tax.confirmed happened in A rev with:
        | amount | $300 |
      And on Wednesday 1 April 2026 at 10:00, reserve_tax.confirmed happened in A rev with:
        | amount | $0.01 |
      And on Wednesday 1 April 2026 at 10:00, reserve_tax.sent happened in A com with:
        | amount | $77 |
      When the law decides
      Then the tax reserved of A rev is $300.01
      And the tax reserved of A com is $0
      And PNL-04 decides for A rev
      And PNL-04 does not decide for A com

  Rule: Of each hundred dollars of gain 30 are reserved for tax, 52.50 go into contracts, 17.50 into LEAPs

    Background:
      Given the facts of "facts/quarter-day.yaml"

    @TAX-01 @R-18
    Scenario: The gain of a quarter is that of its three months
      Given on Tuesday 31 March 2026 at 23:59, a realised gain happened in A rev with:
        | gain | $1,000 |
      And on Wednesday 1 April 2026 at 0:00, a realised gain happened in A rev with:
        | gain | $10 |
      And on Tuesday 30 June 2026 at 23:59, a realised gain happened in A rev with:
        | gain | -$3 |
      And on Wednesday 1 July 2026 at 0:00, a realised gain happened in A rev with:
        | gain | $5,000 |
      And on Tuesday 30 June 2026 at 12:00, a realised gain happened in A com with:
        | gain | $400 |
      When the law decides
      Then the gain of the last quarter of A rev is $7
      And the gain of the last quarter of A com is $400
      And the gain of the last quarter of A gen is $0
      And TAX-01 decides for A rev
      And TAX-01 does not decide for A gen

    @TAX-02 @TAX-03 @TAX-04 @TAX-06
    Scenario Outline: A gain of <gain>
      Given on Monday 4 May 2026 at 12:00, a realised gain happened in A rev with:
        | gain | <gain> |
      When the law decides
      Then the tax to reserve of A rev is <tax>
      And the gain for contracts of A rev is <contracts>
      And the gain for LEAPs of A rev is <leaps>
      And TAX-02 decides for A rev
      And TAX-04 decides for A rev
      And TAX-06 decides for A rev

      Examples: The first is the law's own; in the others tax is rounded up, LEAPs down, and no cent is lost
        | gain        | tax        | contracts  | leaps      |
        | $100        | $30        | $52.50     | $17.50     |
        | $100.01     | $30.01     | $52.50     | $17.50     |
        | $99.99      | $30.00     | $52.50     | $17.49     |
        | $0.03       | $0.01      | $0.02      | $0.00      |
        | $0.10       | $0.03      | $0.06      | $0.01      |
        | $123,456.78 | $37,037.04 | $64,814.81 | $21,604.93 |

    @TAX-02 @TAX-03 @TAX-04
    Scenario: One cent goes to the tax
      Given on Monday 4 May 2026 at 12:00, a realised gain happened in A rev with:
        | gain | $0.01 |
      When the law decides
      Then the tax to reserve of A rev is $0.01
      And the gain for contracts of A rev is $0
      And the gain for LEAPs of A rev is $0
      And TAX-03 does not decide for A rev
      And TAX-04 does not decide for A rev

    @TAX-03
    Scenario: LEAPs get their quarter
      Given on Monday 4 May 2026 at 12:00, a realised gain happened in A com with:
        | gain | $2,000 |
      When the law decides
      Then the gain for LEAPs of A com is $350
      And TAX-03 decides for A com

    @TAX-02 @TAX-03 @TAX-04 @TAX-06 @R-60
    Scenario: A quarter that ended with a loss
      Given on Monday 4 May 2026 at 12:00, a realised gain happened in A rev with:
        | gain | -$500 |
      When the law decides
      Then the tax to reserve of A rev is $0
      And the gain for contracts of A rev is $0
      And the gain for LEAPs of A rev is $0
      And TAX-02 does not decide for A rev
      And TAX-06 does not decide for A rev
      And no alarm is raised

    @TAX-05
    Scenario: The parts of a gain are the whole
      When the law decides
      Then TAX-05 decides for A rev
      And TAX-05 decides for A com
      And TAX-05 does not decide for A gen
