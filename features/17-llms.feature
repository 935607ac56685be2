Feature: §17 LLMS: the ladder of LEAPs
  Growth: calls of delta 0.25-0.35, 12 to 18 months out, equal parts for seven symbols. Hedge: SPX puts 10-20% out of the money, 6 to 12 months out. Today is 14 April 2026.

  Rule: Which options may become a rung

    Background:
      Given the facts of "facts/llms.yaml"

    @LLMS-02
    Scenario Outline: The Apple call of delta <delta> that expires on <expiry>
      Given the facts of contract AAPL-340-CALL-APR are:
        | delta of the feed | <delta>  |
        | expiry date       | <expiry> |
      When the law decides
      Then it is <verdict> to buy a LEAP on A rev/AAPL-340-CALL-APR
      And it is <verdict> to buy a LEAP on A com/AAPL-340-CALL-APR
      And LLMS-02 <decides> for A rev/AAPL-340-CALL-APR

      Examples: The band and the months at their ends, and a step beyond
        | delta  | expiry     | verdict       | decides         |
        | 0.25   | 2027-04-16 | permitted     | decides         |
        | 0.2499 | 2027-04-16 | not permitted | does not decide |
        | 0.35   | 2027-04-16 | permitted     | decides         |
        | 0.3501 | 2027-04-16 | not permitted | does not decide |
        | 0.30   | 2027-04-14 | permitted     | decides         |
        | 0.30   | 2027-04-13 | not permitted | does not decide |
        | 0.30   | 2027-10-14 | permitted     | decides         |
        | 0.30   | 2027-10-15 | not permitted | does not decide |

    @LLMS-03 @R-88
    Scenario Outline: The SPX put of strike <strike> that expires on <expiry>, the SPX at 6,800
      Given the facts of contract SPX-5780-PUT-JAN are:
        | strike      | <strike> |
        | expiry date | <expiry> |
      When the law decides
      Then it is <verdict> to buy a LEAP on A gen/SPX-5780-PUT-JAN
      And LLMS-03 <decides> for A gen/SPX-5780-PUT-JAN

      Examples: The band and the months at their ends, and a step beyond
        | strike     | expiry     | verdict       | decides         |
        | $5440      | 2027-01-15 | permitted     | decides         |
        | $5439.9999 | 2027-01-15 | not permitted | does not decide |
        | $6120      | 2027-01-15 | permitted     | decides         |
        | $6120.0001 | 2027-01-15 | not permitted | does not decide |
        | $5780      | 2026-10-14 | permitted     | decides         |
        | $5780      | 2026-10-13 | not permitted | does not decide |
        | $5780      | 2027-04-14 | permitted     | decides         |
        | $5780      | 2027-04-15 | not permitted | does not decide |

    @LLMS-02 @LLMS-03
    Scenario: Nothing while the session is closed
      Given the clock is not session open
      And a waiver suspends STATE-06
      When the law decides
      Then it is not permitted to buy a LEAP on A rev/AAPL-340-CALL-APR
      And it is not permitted to buy a LEAP on A rev/SPX-5780-PUT-JAN

    @LLMS-02
    Scenario: A symbol that the account takes off its ladder
      Given the terms of account A set llms.symbols to NVDA, MSFT
      When the law decides
      Then LLMS-02 decides for A rev/NVDA-260-CALL-JUN
      And 12 leap offers are left out because "a call on no symbol of the ladder"

    @LLMS-01
    Scenario Outline: <count> offers are left out because <reason>
      When the law decides
      Then <count> leap offers are left out because "<reason>"
      And LLMS-01 decides for A gen

      Examples: Of each sleeve, but for Gen's calls
        | count | reason                            |
        | 6     | expires too soon for a LEAP       |
        | no    | expires too late for a LEAP       |
        | 3     | a call on no symbol of the ladder |
        | 3     | a put on no index of the ladder   |
        | 5     | Gen never reinvests               |
        | 2     | a call in the money               |
        | 3     | a put in the money                |

    @LLMS-01
    Scenario Outline: Apple's options of October expire on <date>
      Given the date of AAPL-OCT is <date>
      When the law decides
      Then <soon> leap offers are left out because "expires too soon for a LEAP"
      And <late> leap offers are left out because "expires too late for a LEAP"

      Examples: Two calls for each of three sleeves; six and eighteen months, and a day beyond
        | date       | soon | late |
        | 2026-10-14 | 6    | no   |
        | 2026-10-13 | 12   | no   |
        | 2027-10-14 | 6    | no   |
        | 2027-10-15 | 6    | 6    |

    @LLMS-01
    Scenario Outline: <option> at a strike of <strike>
      Given the strike of <option> is <strike>
      When the law decides
      Then <calls> leap offers are left out because "a call in the money"
      And <puts> leap offers are left out because "a put in the money"

      Examples: At the money is not in the money
        | option            | strike    | calls | puts |
        | NVDA-180-CALL-JUN | $189.9999 | 2     | 3    |
        | NVDA-180-CALL-JUN | $190      | no    | 3    |
        | SPX-7000-PUT-JAN  | $6800.0001 | 2    | 3    |
        | SPX-7000-PUT-JAN  | $6800     | 2     | no   |

    @LLMS-01
    Scenario: Without options nothing is left out
      Given there are no contracts of expiry AAPL-JUL
      And there are no contracts of expiry AAPL-APR
      And there are no contracts of expiry AAPL-OCT
      And there are no contracts of expiry NVDA-JUN
      And there are no contracts of expiry SPY-JUN
      And there are no contracts of expiry SPX-JUL
      And there are no contracts of expiry SPX-OCT
      And there are no contracts of expiry SPX-JAN
      And there are no contracts of expiry SPX-APR
      When the law decides
      Then LLMS-01 does not decide for A rev
      And the next rung of line A rev/AAPL is none

    @LLMS-04
    Scenario: One contract costs at most what may be paid for it
      When the law decides
      Then the cost of leap offer A rev/AAPL-340-CALL-APR is $1,050 per contract
      And LLMS-04 decides for A rev/AAPL-340-CALL-APR

    @LLMS-04
    Scenario: An old quote tells no cost
      Given the ask of AAPL-340-CALL-APR is $10.10, 31 seconds old
      When the law decides
      Then the cost of leap offer A rev/AAPL-340-CALL-APR is unknown
      And LLMS-04 does not decide for A rev/AAPL-340-CALL-APR

  Rule: Growth is paid by reinvestment and matured rungs

    Background:
      Given the facts of "facts/llms.yaml"

    @LLMS-07 @LLMS-08
    Scenario: Nothing was reinvested, and nothing is bought
      When the law decides
      Then the money for growth LEAPs of A rev is $0
      And the capital of the growth ladder of A rev is $0
      And LLMS-08 does not decide for A rev
      And LLMS-09 does not decide for A rev
      And LLMS-07 does not decide for A rev
      And 0 contracts for leap offer A rev/AAPL-340-CALL-APR are allocated

    @LLMS-07 @LLMS-08 @LLMS-09
    Scenario: What was reinvested and matured, less what was spent
      Given on 2026-01-02 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $30,000 |
        | into LEAPs     | $10,000 |
      And on 2025-10-02 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $3,000 |
        | into LEAPs     | $1,000 |
      And on 2026-03-02 at 10:00, a leap matured happened in A rev with:
        | proceeds | $500        |
        | purpose  | leap growth |
      And on 2026-03-03 at 10:00, a leap matured happened in A rev with:
        | proceeds | $7,000     |
        | purpose  | leap hedge |
      And on 2026-01-05 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | $4,000      |
        | purpose | leap growth |
      And on 2026-01-05 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | $5,000     |
        | purpose | leap hedge |
      When the law decides
      Then the money spent for growth LEAPs of A rev is $4,000
      And the money for growth LEAPs of A rev is $7,500
      And the capital of the growth ladder of A rev is $7,500
      And LLMS-07 decides for A rev
      And LLMS-08 decides for A rev
      And LLMS-09 decides for A rev
      And the money for growth LEAPs of A com is $0

    @LLMS-05 @LLMS-06 @LLMS-08 @LLMS-09 @LLMS-11 @R-87
    Scenario: LEAPs that are held and on order are part of the capital
      Given on 2026-01-02 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $30,000 |
        | into LEAPs     | $10,000 |
      And these positions:
        | position | sleeve | contract          | side | purpose     | quantity | cost  | opened on  | hypothetical |
        | L-1      | A rev  | AAPL-340-CALL-APR | long | leap growth | 2        | $6    | 2026-03-02 | no           |
        | L-2      | A rev  | NVDA-260-CALL-JUN | long | hedge       | 1        | $5    | 2026-03-02 | no           |
      And these exposures:
        | exposure | sleeve | contract          | side  | quantity | source   |
        | E-1      | A rev  | AAPL-340-CALL-APR | long  | 2        | held     |
        | E-2      | A rev  | NVDA-260-CALL-JUN | long  | 1        | working  |
        | E-3      | A rev  | NVDA-180-CALL-JUN | short | 1        | working  |
        | E-4      | A rev  | NVDA-150-PUT-JUN  | long  | 1        | working  |
        | E-5      | A rev  | SPX-5780-PUT-JAN  | long  | 1        | working  |
      When the law decides
      Then the cost of growth LEAPs of line A rev/AAPL is $1,200
      And the cost of growth LEAPs of line A rev/NVDA is $0
      And the cost of growth LEAPs under way of line A rev/AAPL is $0
      And the cost of growth LEAPs under way of line A rev/NVDA is $840
      And the cost of growth LEAPs under way of line A rev/SPX is $0
      And the money for growth LEAPs of A rev is $9,160
      And the capital of the growth ladder of A rev is $11,200
      And the room on the ladder of line A rev/AAPL is $400
      And the room on the ladder of line A rev/NVDA is $760
      And the room on the ladder of line A rev/SPY is $0
      And LLMS-05 decides for A rev/AAPL
      And LLMS-05 does not decide for A rev/NVDA
      And LLMS-06 decides for A rev/NVDA
      And LLMS-06 does not decide for A rev/AAPL
      And LLMS-11 decides for A rev/NVDA
      And LLMS-11 does not decide for A rev/SPY

    @LLMS-06
    Scenario: An order on an index is no growth
      Given these exposures:
        | exposure | sleeve | contract           | side | quantity | source  |
        | E-1      | A rev  | AAPL-340-CALL-APR  | long | 1        | working |
      And the instrument of AAPL is index
      When the law decides
      Then the cost of growth LEAPs under way of line A rev/AAPL is $0

    @LLMS-07 @LLMS-08
    Scenario Outline: Of an order of 5 <option>, <side>, which <opens> a position, <filled> are filled: the money counts once
      Given on 2026-01-02 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $30,000 |
        | into LEAPs     | $10,000 |
      And these orders:
        | order | sleeve | contract | origin | side   | opens   | urgent | quantity | filled   |
        | O-1   | A rev  | <option> | law    | <side> | <opens> | no     | 5        | <filled> |
      When the law decides
      Then the money spent for growth LEAPs of A rev is <spent>
      And the money for growth LEAPs of A rev is <money>

      Examples: An Apple LEAP counts at $1,050, the most that is paid for it
        | option            | side  | opens | filled | spent  | money   |
        | AAPL-340-CALL-APR | long  | yes   | 2      | $2,100 | $7,900  |
        | AAPL-340-CALL-APR | long  | yes   | 1      | $1,050 | $8,950  |
        | AAPL-340-CALL-APR | long  | yes   | 0      | $0     | $10,000 |
        | AAPL-340-CALL-APR | long  | no    | 2      | $0     | $10,000 |
        | AAPL-340-CALL-APR | short | yes   | 2      | $0     | $10,000 |
        | SPX-5780-PUT-JAN  | long  | yes   | 2      | $0     | $10,000 |

    @LLMS-07
    Scenario Outline: The quote of an order of which <filled> are filled is too old
      Given the ask of AAPL-340-CALL-APR is $10.10, 31 seconds old
      And these orders:
        | order | sleeve | contract          | origin | side | opens | urgent | quantity | filled   |
        | O-1   | A rev  | AAPL-340-CALL-APR | law    | long | yes   | no     | 5        | <filled> |
      When the law decides
      Then the money spent for growth LEAPs of A rev is <spent>

      Examples: What nobody knows is not spent on anything else
        | filled | spent   |
        | 0      | $0      |
        | 1      | unknown |

    @LLMS-08
    Scenario: More was spent than there was
      Given on 2026-01-05 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | $4,000      |
        | purpose | leap growth |
      When the law decides
      Then the money for growth LEAPs of A rev is $0

    @LLMS-11 @R-87
    Scenario Outline: $14,000 were reinvested, and Apple LEAPs of <cost> are held
      Given on 2026-01-02 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $42,000 |
        | into LEAPs     | $14,000 |
      And on 2026-01-05 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | <spent>     |
        | purpose | leap growth |
      And these positions:
        | position | sleeve | contract          | side | purpose     | quantity | cost   | opened on  | hypothetical |
        | L-1      | A rev  | AAPL-340-CALL-APR | long | leap growth | 1        | <each> | 2026-03-02 | no           |
      When the law decides
      Then the capital of the growth ladder of A rev is $14,000
      And the room on the ladder of line A rev/AAPL is <Apple>
      And the room on the ladder of line A rev/NVDA is <Nvidia>

      Examples: A seventh is $2,000; never below nothing, never above the money
        | cost    | spent   | each | Apple  | Nvidia |
        | $1,500  | $1,500  | $15  | $500   | $2,000 |
        | $2,000  | $2,000  | $20  | $0     | $2,000 |
        | $2,100  | $2,100  | $21  | $0     | $2,000 |
        | $13,000 | $13,000 | $130 | $0     | $1,000 |

  Rule: A rung of hedges a quarter, while the VIX is at 20 or above, after the hedges of §5

    Background:
      Given the facts of "facts/llms.yaml"

    @LLMS-10 @LLMS-11 @R-88
    Scenario Outline: The VIX at <vix>
      Given the VIX is <vix>
      When the law decides
      Then A rev <is> short of a rung of hedges
      And the room on the ladder of line A rev/SPX is <room>
      And LLMS-10 <decides> for A rev

      Examples:
        | vix   | is     | room    | decides         |
        | 20    | is     | $10,000 | decides         |
        | 19.99 | is not | $0      | does not decide |

    @LLMS-10 @R-88
    Scenario Outline: The hedges of §5 go first: <sent> was sent
      Given the closes of the VIX are 31, 31, 31, 31 and 31
      And on 2026-04-14 at 9:31, buy_hedge.sent happened in A rev/<first> with:
        | quantity | 1  |
        | limit    | $1 |
        | bound    | $1 |
      And on 2026-04-14 at 9:32, buy_hedge.sent happened in A rev/<second> with:
        | quantity | 1  |
        | limit    | $1 |
        | bound    | $1 |
      When the law decides
      Then A rev <is> short of a rung of hedges

      Examples: Any call and any put count as sent
        | sent           | first            | second            | is     |
        | a put alone    | SPX-5780-PUT-JAN | SPX-5600-PUT-OCT  | is not |
        | a call alone   | SPY-800-CALL-JUN | NVDA-180-CALL-JUN | is not |
        | both           | SPX-5780-PUT-JAN | SPY-800-CALL-JUN  | is     |

    @LLMS-10 @R-88
    Scenario Outline: An order of this ladder for <contract> was sent on <day>
      Given on <day>, buy_leap.sent happened in A rev/<contract> with:
        | quantity | 1   |
        | limit    | $80 |
        | bound    | $84 |
      When the law decides
      Then A rev <is> short of a rung of hedges

      Examples: Once a quarter; calls do not count
        | contract          | day                 | is     |
        | SPX-5780-PUT-JAN  | 2026-04-01 at 9:31  | is not |
        | SPX-5780-PUT-JAN  | 2026-03-31 at 15:59 | is     |
        | AAPL-340-CALL-APR | 2026-04-01 at 9:31  | is     |

    @LLMS-10
    Scenario Outline: A rung was sent, and an order for <contract> was rejected
      Given on 2026-04-01 at 9:31, buy_leap.sent happened in A rev/SPX-5780-PUT-JAN with:
        | quantity | 1   |
        | limit    | $80 |
        | bound    | $84 |
      And on <day>, buy_leap.rejected happened in A rev/<contract> with:
        | quantity | 1   |
        | limit    | $80 |
        | bound    | $84 |
      When the law decides
      Then A rev <is> short of a rung of hedges

      Examples:
        | contract          | day                 | is     |
        | SPX-5780-PUT-JAN  | 2026-04-01 at 9:32  | is     |
        | SPX-5780-PUT-JAN  | 2026-03-31 at 9:32  | is not |
        | AAPL-340-CALL-APR | 2026-04-01 at 9:32  | is not |

    @LLMS-11 @HEDGE-13 @HEDGE-15 @R-88
    Scenario: Rungs bought this quarter draw on the hedge budget, and what they brought goes back
      Given on 2026-04-01 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | $5,000     |
        | purpose | leap hedge |
      And on 2026-04-01 at 10:01, a purchase of a LEAP happened in A rev with:
        | cost    | $700        |
        | purpose | leap growth |
      And on 2026-03-31 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | $1,000     |
        | purpose | leap hedge |
      And on 2026-04-02 at 10:00, a leap matured happened in A rev with:
        | proceeds | $2,000     |
        | purpose  | leap hedge |
      And on 2026-04-02 at 10:01, a leap matured happened in A rev with:
        | proceeds | $300        |
        | purpose  | leap growth |
      And on 2026-03-31 at 10:01, a leap matured happened in A rev with:
        | proceeds | $4,000     |
        | purpose  | leap hedge |
      When the law decides
      Then the hedging cost of the quarter of A rev is $5,000
      And the rest of the hedge budget of A rev is $7,000
      And the room on the ladder of line A rev/SPX is $7,000

  Rule: The next rung is farthest from those held

    Background: Rev has $21,000 for growth LEAPs, $3,000 a symbol
      Given the facts of "facts/llms.yaml"
      And on 2026-04-01 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $63,000 |
        | into LEAPs     | $21,000 |

    @LLMS-12 @R-86
    Scenario Outline: Rev holds <contract> as <purpose>
      Given these positions:
        | position | sleeve | contract   | side | purpose   | quantity | cost | opened on  | hypothetical |
        | L-1      | A rev  | <contract> | long | <purpose> | 1        | $1   | 2026-03-02 | no           |
      When the law decides
      Then the distance from the nearest rung of A rev/AAPL-340-CALL-APR is <apple>
      And the distance from the nearest rung of A rev/SPX-5780-PUT-JAN is <spx>
      And LLMS-12 <decides> for A rev/AAPL-340-CALL-APR

      Examples: On the same underlying only, and LEAPs only
        | contract          | purpose     | apple    | spx     | decides         |
        | AAPL-300-CALL-JUL | leap growth | 275 days | 0 days  | decides         |
        | AAPL-330-CALL-OCT | leap growth | 181 days | 0 days  | decides         |
        | SPX-5600-PUT-OCT  | leap hedge  | 0 days   | 91 days | does not decide |
        | SPX-5600-PUT-OCT  | hedge       | 0 days   | 0 days  | does not decide |

    @LLMS-12 @R-86
    Scenario: The nearest of two rungs counts
      Given these positions:
        | position | sleeve | contract          | side | purpose     | quantity | cost | opened on  | hypothetical |
        | L-1      | A rev  | AAPL-300-CALL-JUL | long | leap growth | 1        | $1   | 2026-03-02 | no           |
        | L-2      | A rev  | AAPL-330-CALL-OCT | long | leap growth | 1        | $1   | 2026-03-02 | no           |
      When the law decides
      Then the distance from the nearest rung of A rev/AAPL-340-CALL-APR is 181 days

    @LLMS-13 @LLMS-14
    Scenario: How far calls and puts are from the middle of their bands
      When the law decides
      Then the off delta of A rev/AAPL-330-CALL-OCT is 0.04 delta
      And the off delta of A rev/AAPL-350-CALL-OCT is 0.01 delta
      And the off delta of A rev/AAPL-340-CALL-APR is 0 delta
      And the off delta of A rev/SPX-5780-PUT-JAN is 0 delta
      And the off strike of leap offer A rev/SPX-5780-PUT-JAN is $0 per share
      And the off strike of leap offer A rev/SPX-5600-PUT-OCT is $180 per share
      And the off strike of leap offer A rev/AAPL-330-CALL-OCT is $0 per share
      And LLMS-13 decides for A rev/AAPL-330-CALL-OCT
      And LLMS-13 does not decide for A rev/AAPL-340-CALL-APR
      And LLMS-14 decides for leap offer A rev/SPX-5600-PUT-OCT
      And LLMS-14 does not decide for leap offer A rev/SPX-5780-PUT-JAN

    @LLMS-15 @R-86
    Scenario: The first rungs: in the middle of the band
      When the law decides
      Then the next rung of line A rev/AAPL is A rev/AAPL-340-CALL-APR
      And the next rung of line A rev/NVDA is A rev/NVDA-260-CALL-JUN
      And the next rung of line A rev/SPX is A rev/SPX-5780-PUT-JAN
      And the next rung of line A rev/SPY is none
      And the next rung of line A com/AAPL is none
      And LLMS-15 decides for A rev/AAPL
      And LLMS-15 does not decide for A rev/SPY

    @LLMS-15 @R-86
    Scenario Outline: Calls: <what>
      Given the facts of contract AAPL-340-CALL-APR are:
        | delta of the feed | <april>  |
        | expiry date       | <expiry> |
      And the facts of contract AAPL-330-CALL-OCT are:
        | delta of the feed | <october> |
      And the facts of contract AAPL-350-CALL-OCT are:
        | delta of the feed | 0.26      |
      When the law decides
      Then the next rung of line A rev/AAPL is A rev/<picked>

      Examples: Nearest 0.30, then the later expiry, then the lower strike
        | what                          | april | expiry     | october | picked            |
        | the nearer delta              | 0.32  | 2027-04-16 | 0.33    | AAPL-340-CALL-APR |
        | as near, the later expiry     | 0.33  | 2027-04-16 | 0.33    | AAPL-330-CALL-OCT |
        | all farther, the lower strike | 0.25  | 2027-10-14 | 0.34    | AAPL-330-CALL-OCT |

    @LLMS-15 @R-86
    Scenario: Calls as near to 0.30: the later expiry goes before the lower strike
      Given the delta of the feed of AAPL-340-CALL-APR is 0.31
      When the law decides
      Then the next rung of line A rev/AAPL is A rev/AAPL-350-CALL-OCT

    @LLMS-02 @LLMS-03
    Scenario: An SPX put of delta 0.30, 12 months out and 5% out of the money, is neither growth nor hedge
      Given the facts of contract SPX-5700-PUT-APR are:
        | strike            | $6460 |
        | delta of the feed | 0.30  |
      When the law decides
      Then it is not permitted to buy a LEAP on A rev/SPX-5700-PUT-APR

    @LLMS-15 @R-86
    Scenario Outline: Puts: a strike of <january> in January, <april> in April
      Given the strike of SPX-5780-PUT-JAN is <january>
      And the strike of SPX-5700-PUT-APR is <april>
      And there is no contract SPX-5600-PUT-OCT
      When the law decides
      Then the next rung of line A rev/SPX is A rev/<picked>

      Examples: Nearest 5,780, then the later expiry
        | january | april | picked           |
        | $5780   | $5700 | SPX-5780-PUT-JAN |
        | $5860   | $5700 | SPX-5700-PUT-APR |

    @LLMS-15 @R-86
    Scenario Outline: Rev holds Apple's LEAP of <held>
      Given these positions:
        | position | sleeve | contract | side | purpose     | quantity | cost | opened on  | hypothetical |
        | L-1      | A rev  | <held>   | long | leap growth | 1        | $1   | 2026-03-02 | no           |
      When the law decides
      Then the next rung of line A rev/AAPL is A rev/<picked>

      Examples: The farther expiry goes before the better delta
        | held              | picked            |
        | AAPL-300-CALL-JUL | AAPL-350-CALL-OCT |
        | AAPL-350-CALL-OCT | AAPL-340-CALL-APR |

    @LLMS-15 @R-87
    Scenario Outline: A part of <part> for Apple
      Given on 2026-04-02 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | <spent>     |
        | purpose | leap growth |
      When the law decides
      Then the room on the ladder of line A rev/AAPL is <part>
      And the next rung of line A rev/AAPL is <rung>

      Examples: One must be paid for: $1,050, $1,365
        | part   | spent   | rung                    |
        | $1,050 | $13,650 | A rev/AAPL-340-CALL-APR |
        | $1,049 | $13,657 | none                    |

    @ALLOC-LEAPS @R-87
    Scenario: Equal parts, whole contracts
      When the law decides
      Then 2 contracts for leap offer A rev/AAPL-340-CALL-APR are allocated
      And 3 contracts for leap offer A rev/NVDA-260-CALL-JUN are allocated
      And 1 contract for leap offer A rev/SPX-5780-PUT-JAN is allocated
      And the limit PART binds for line A rev/AAPL
      And it is intended to buy a LEAP on A rev/AAPL-340-CALL-APR with:
        | quantity | 2           |
        | limit    | $10         |
        | bound    | $10.50      |
        | purpose  | leap growth |
      And it is intended to buy a LEAP on A rev/SPX-5780-PUT-JAN with:
        | purpose | leap hedge |
      And ALLOC-LEAPS does not decide for A gen

    @ALLOC-LEAPS
    Scenario: A part may be larger than the money, which binds
      Given these positions:
        | position | sleeve | contract          | side | purpose     | quantity | cost | opened on  | hypothetical |
        | L-1      | A rev  | SPY-800-CALL-JUN  | long | leap growth | 10       | $20  | 2026-03-02 | no           |
      And on 2026-04-02 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | $19,000     |
        | purpose | leap growth |
      When the law decides
      Then the money for growth LEAPs of A rev is $2,000
      And the room on the ladder of line A rev/AAPL is $2,000
      And the room on the ladder of line A rev/NVDA is $2,000
      And 1 contract for leap offer A rev/AAPL-340-CALL-APR is allocated
      And 1 contract for leap offer A rev/NVDA-260-CALL-JUN is allocated
      And the limit LADDER binds for A rev

    @ALLOC-LEAPS @R-88
    Scenario: Puts of the ladder are not paid by its money for growth
      Given on 2026-04-02 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | $14,000     |
        | purpose | leap growth |
      When the law decides
      Then the money for growth LEAPs of A rev is $7,000
      And 1 contract for leap offer A rev/SPX-5780-PUT-JAN is allocated
      And 1 contract for leap offer A rev/NVDA-260-CALL-JUN is allocated

    @ALLOC-LEAPS @LLMS-16
    Scenario Outline: Puts of Rev bind $1,000,000, and its cash is <cash>
      Given the cash of A rev is <cash>
      And these exposures:
        | exposure | sleeve | contract         | side  | quantity | source |
        | E-1      | A rev  | NVDA-150-PUT-JUN | short | 60       | held   |
      And the VIX is 19
      When the law decides
      Then the cash for LEAPs of A rev is <free>
      And <apple> contracts for leap offer A rev/AAPL-340-CALL-APR are allocated
      And <nvidia> contracts for leap offer A rev/NVDA-260-CALL-JUN are allocated
      And LLMS-16 <decides> for A rev

      Examples: 60 puts of strike 150 bind $900,000
        | cash     | free   | apple | nvidia | decides         |
        | $900,000 | $0     | 0     | 0      | does not decide |
        | $902,000 | $2,000 | 1     | 1      | decides         |
        | $910,000 | $10,000 | 2    | 3      | decides         |

    @LLMS-16
    Scenario: What is spent on hedges in the same look is not spent twice
      Given the closes of the VIX are 31, 31, 31, 31 and 31
      When the law decides
      Then 1 contract for hedge offer A rev/SPX-5780-PUT-JAN is allocated
      And the cash for LEAPs of A rev is $991,600

    @ALLOC-LEAPS @LLMS-15
    Scenario: Money goes first to the rung farthest from those held
      Given these positions:
        | position | sleeve | contract          | side | purpose     | quantity | cost | opened on  | hypothetical |
        | L-1      | A rev  | NVDA-180-CALL-JUN | long | leap growth | 1        | $1   | 2026-03-02 | no           |
        | L-2      | A rev  | AAPL-330-CALL-OCT | long | leap growth | 1        | $1   | 2026-03-02 | no           |
      And on 2026-04-02 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | $9,900      |
        | purpose | leap growth |
      And the cash of A rev is $901,100
      And these exposures:
        | exposure | sleeve | contract         | side  | quantity | source |
        | E-1      | A rev  | NVDA-150-PUT-JUN | short | 60       | held   |
      And the VIX is 19
      When the law decides
      Then 1 contract for leap offer A rev/AAPL-340-CALL-APR is allocated
      And 0 contracts for leap offer A rev/NVDA-260-CALL-JUN are allocated
      And the limit CASH binds for A rev

    @LLMS-02 @LLMS-03 @LLMS-15
    Scenario: An illiquid LEAP is forbidden, and another rung is found
      Given the open interest of AAPL-340-CALL-APR is 499
      When the law decides
      Then it is forbidden to buy a LEAP on A rev/AAPL-340-CALL-APR because of LIQUID-01
      And the next rung of line A rev/AAPL is A rev/AAPL-350-CALL-OCT

  Rule: LEAPs are rolled three months before they expire; a growth LEAP also when its delta has left 0.20-0.50

    Background: Rev holds 2 Apple calls of 15 July and a SPX put of 17 July, and has $5,000 for growth LEAPs
      Given the facts of "facts/llms.yaml"
      And the expiry date of contract AAPL-300-CALL-JUL is 2026-07-14
      And on 2026-04-01 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $15,000 |
        | into LEAPs     | $5,000  |
      And these positions:
        | position | sleeve | contract          | side | purpose     | quantity | cost | opened on  | hypothetical |
        | L-1      | A rev  | AAPL-300-CALL-JUL | long | leap growth | 2        | $9   | 2025-06-02 | no           |
        | L-2      | A rev  | SPX-5800-PUT-JUL  | long | leap hedge  | 1        | $90  | 2025-09-02 | no           |

    @LLMS-17 @LLMS-24
    Scenario Outline: L-1 expires on <expiry> and was bought as <purpose>
      Given the expiry date of contract AAPL-300-CALL-JUL is <expiry>
      And the purpose of L-1 is <purpose>
      When the law decides
      Then L-1 <is> mature
      And LLMS-17 <decides> for L-1
      And it is <proposed> to roll a LEAP on L-1

      Examples: Three months and a day; only LEAPs mature
        | expiry     | purpose     | is     | decides         | proposed     |
        | 2026-07-14 | leap growth | is     | decides         | proposed     |
        | 2026-07-15 | leap growth | is not | does not decide | not proposed |
        | 2026-07-14 | leap hedge  | is     | decides         | proposed     |
        | 2026-07-14 | hedge       | is not | does not decide | not proposed |

    @LLMS-18 @LLMS-24
    Scenario Outline: The delta of L-1 is <delta>, bought as <purpose>
      Given the expiry date of contract AAPL-300-CALL-JUL is 2026-08-14
      And the delta of the feed of AAPL-300-CALL-JUL is <delta>
      And the purpose of L-1 is <purpose>
      When the law decides
      Then L-1 <is> adrift
      And LLMS-18 <decides> for L-1
      And it is <proposed> to roll a LEAP on L-1

      Examples: 0.20 and 0.50 are still inside; only growth LEAPs drift
        | delta  | purpose     | is     | decides         | proposed     |
        | 0.20   | leap growth | is not | does not decide | not proposed |
        | 0.1999 | leap growth | is     | decides         | proposed     |
        | 0.50   | leap growth | is not | does not decide | not proposed |
        | 0.5001 | leap growth | is     | decides         | proposed     |
        | 0.5001 | leap hedge  | is not | does not decide | not proposed |

    @LLMS-18 @LLMS-24
    Scenario: A delta that nobody knows is told
      Given the expiry date of contract AAPL-300-CALL-JUL is 2026-08-14
      And the delta of the feed of AAPL-300-CALL-JUL is unknown
      And the delta of the model of AAPL-300-CALL-JUL is unknown
      When the law decides
      Then it is not proposed to roll a LEAP on L-1
      And an alarm names LLMS-24 for L-1

    @LLMS-19 @LLMS-20 @LLMS-21 @LLMS-24 @R-86
    Scenario: Rolled into the rung farthest away
      When the law decides
      Then the LEAP to roll into of L-1 is A rev/AAPL-350-CALL-OCT
      And the LEAP to roll into of L-2 is A rev/SPX-5700-PUT-APR
      And the money for a roll of L-1 is $5,000
      And the money for a roll of L-2 is $10,038
      And it is permitted to roll a LEAP on L-1 because of LLMS-21
      And it is intended to roll a LEAP on L-1 with:
        | to       | A rev/AAPL-350-CALL-OCT |
        | quantity | 2                       |
        | limit    | $4                      |
        | bound    | $3.80                   |
        | to limit | $13                     |
        | to bound | $13.65                  |
      And it is not proposed to sell a LEAP on L-1
      And LLMS-19 decides for L-1
      And LLMS-20 decides for L-1
      And LLMS-24 decides for L-1
      And LLMS-25 does not decide for L-1

    @LLMS-21
    Scenario: Nothing is rolled while the session is closed
      Given the clock is not session open
      When the law decides
      Then it is forbidden to roll a LEAP on L-1
      And it is not proposed to sell a LEAP on L-1
      And LLMS-21 does not decide for L-1

    @LLMS-19 @LLMS-20 @LLMS-25 @R-89
    Scenario Outline: <spent> of the $5,000 were spent, <quantity> calls are held
      Given on 2026-04-02 at 10:00, a purchase of a LEAP happened in A rev with:
        | cost    | <spent>     |
        | purpose | leap growth |
      And the quantity of L-1 is <quantity>
      When the law decides
      Then the money for a roll of L-1 is <money>
      And the LEAP to roll into of L-1 is <target>
      And it is <rolled> to roll a LEAP on L-1
      And it is <sold> to sell a LEAP on L-1
      And LLMS-20 <decides> for L-1

      Examples: Beyond the $380 that each brings at least, the call of October costs $985, that of April $670
        | spent     | quantity | money     | target                  | rolled       | sold         | decides         |
        | $3,030    | 2        | $1,970    | A rev/AAPL-350-CALL-OCT | proposed     | not proposed | decides         |
        | $3,030.01 | 2        | $1,969.99 | A rev/AAPL-340-CALL-APR | proposed     | not proposed | decides         |
        | $3,660    | 2        | $1,340    | A rev/AAPL-340-CALL-APR | proposed     | not proposed | decides         |
        | $3,660.01 | 2        | $1,339.99 | none                    | not proposed | proposed     | decides         |
        | $4,330    | 1        | $670      | A rev/AAPL-340-CALL-APR | proposed     | not proposed | decides         |
        | $5,000    | 2        | $0        | none                    | not proposed | proposed     | does not decide |

    @LLMS-19 @R-33
    Scenario Outline: The average daily volume of the call of October is <volume>
      Given the average daily volume of AAPL-350-CALL-OCT is <volume>
      And there is no contract AAPL-330-CALL-OCT
      When the law decides
      Then the LEAP to roll into of L-1 is A rev/<target>

      Examples: 2 contracts are at most a tenth of 20
        | volume | target            |
        | 20     | AAPL-350-CALL-OCT |
        | 19     | AAPL-340-CALL-APR |

    @LLMS-19 @R-33
    Scenario: What may not be bought is no target
      Given the open interest of AAPL-350-CALL-OCT is 499
      And there is no contract AAPL-330-CALL-OCT
      When the law decides
      Then the LEAP to roll into of L-1 is A rev/AAPL-340-CALL-APR

    @LLMS-19 @LLMS-25 @R-89
    Scenario: An account that may roll nothing now does not sell for want of a rung
      Given so far account A is stopped by the kill switch
      When the law decides
      Then the LEAP to roll into of L-1 is none
      And it is forbidden to roll a LEAP on L-1
      And it is not proposed to sell a LEAP on L-1

    @LLMS-25 @R-98
    Scenario: A LEAP that matures in a pivoted sleeve is sold, for nothing may be rolled there
      Given so far sleeve A rev is pivoted
      And so far the high before the drawdown of A rev is $2,000,000
      When the law decides
      Then the LEAP to roll into of L-1 is none
      And it is forbidden to roll a LEAP on L-1 because of PIVOT-07
      And it is proposed to sell a LEAP on L-1 because of LLMS-25

    @LLMS-19
    Scenario Outline: A LEAP is rolled to a later expiry: L-1 expires on <expiry>
      Given the expiry date of contract AAPL-300-CALL-JUL is <expiry>
      When the law decides
      Then the LEAP to roll into of L-1 is <target>

      Examples:
        | expiry     | target                  |
        | 2027-10-13 | A rev/AAPL-350-CALL-OCT |
        | 2027-10-14 | none                    |

    @LLMS-19
    Scenario Outline: Of <deltas>
      Given the facts of contract AAPL-330-CALL-OCT are:
        | delta of the feed | <first>  |
        | bid               | $12.90   |
        | ask               | $13.10   |
      And the delta of the feed of AAPL-350-CALL-OCT is <second>
      When the law decides
      Then the LEAP to roll into of L-1 is A rev/<target>

      Examples: The delta nearest 0.30, then the lower strike
        | deltas              | first | second | target            |
        | the nearer          | 0.32  | 0.29   | AAPL-350-CALL-OCT |
        | the nearer          | 0.31  | 0.28   | AAPL-330-CALL-OCT |
        | two equally near    | 0.31  | 0.29   | AAPL-330-CALL-OCT |

    @LLMS-19
    Scenario Outline: Puts of April at <first> and of January at <second>
      Given the facts of contract SPX-5700-PUT-APR are:
        | strike | <first> |
      And the facts of contract SPX-5780-PUT-JAN are:
        | strike      | <second>   |
        | expiry date | <expiry>   |
      When the law decides
      Then the LEAP to roll into of L-2 is A rev/<target>

      Examples: Equally far away in time, the strike nearest 5,780 decides, then the lower
        | first | second | expiry     | target           |
        | $5700 | $5780  | 2027-04-14 | SPX-5780-PUT-JAN |
        | $5700 | $5880  | 2027-04-14 | SPX-5700-PUT-APR |
        | $5700 | $5860  | 2027-04-14 | SPX-5700-PUT-APR |
        | $5700 | $5780  | 2027-04-13 | SPX-5700-PUT-APR |

    @LLMS-19 @R-86
    Scenario: Two calls equally far from the rungs that are held, and as near to 0.30: the later expiry
      Given these positions:
        | position | sleeve | contract          | side | purpose     | quantity | cost | opened on  | hypothetical |
        | L-3      | A rev  | AAPL-330-CALL-OCT | long | leap growth | 1        | $9   | 2026-04-10 | no           |
      And the expiry date of contract AAPL-330-CALL-OCT is 2027-07-15
      And the facts of contract AAPL-350-CALL-OCT are:
        | expiry date       | 2027-10-13 |
        | delta of the feed | 0.30       |
      When the law decides
      Then the distance from the nearest rung of A rev/AAPL-340-CALL-APR is 90 days
      And the distance from the nearest rung of A rev/AAPL-350-CALL-OCT is 90 days
      And the LEAP to roll into of L-1 is A rev/AAPL-350-CALL-OCT

    @LLMS-19 @R-86
    Scenario: Two puts equally far from the rungs that are held: the strike goes before the expiry
      Given these positions:
        | position | sleeve | contract         | side | purpose    | quantity | cost | opened on  | hypothetical |
        | L-3      | A rev  | SPX-5600-PUT-OCT | long | leap hedge | 1        | $60  | 2026-04-10 | no           |
      And the expiry date of contract SPX-5600-PUT-OCT is 2027-02-28
      And the expiry date of contract SPX-5780-PUT-JAN is 2027-01-14
      When the law decides
      Then the distance from the nearest rung of A rev/SPX-5780-PUT-JAN is 45 days
      And the distance from the nearest rung of A rev/SPX-5700-PUT-APR is 45 days
      And the LEAP to roll into of L-2 is A rev/SPX-5780-PUT-JAN

    @LLMS-24
    Scenario: What was proposed is not proposed again while nobody knows what became of it
      When the law decides
      Then it is proposed to roll a LEAP on L-1
      Given it is 2026-04-14 at 10:01
      When the law decides
      Then it is not proposed to roll a LEAP on L-1

    @LLMS-25 @LLMS-26
    Scenario: A sale that was proposed is not proposed again
      Given there are no contracts of expiry AAPL-APR
      And there are no contracts of expiry AAPL-OCT
      And the VIX is 19
      When the law decides
      Then it is proposed to sell a LEAP on L-1 because of LLMS-25
      And it is proposed to sell a LEAP on L-2 because of LLMS-26
      And no alarm names LLMS-24 for L-1
      Given it is 2026-04-14 at 10:01
      When the law decides
      Then it is not proposed to sell a LEAP on L-1
      And it is not proposed to sell a LEAP on L-2

    @LLMS-22 @LLMS-26 @LLMS-24 @R-07
    Scenario Outline: The hedge was bought on <day> as <purpose>, the VIX is at <vix>
      Given the VIX is <vix>
      And the facts of position L-2 are:
        | opened on | <day>     |
        | purpose   | <purpose> |
      And the expiry date of contract SPX-5800-PUT-JUL is 2026-07-14
      When the law decides
      Then L-2 <is> calmed down
      And LLMS-22 <decides> for L-2
      And it is <sold> to sell a LEAP on L-2
      And LLMS-26 <decides> for L-2
      And it is <rolled> to roll a LEAP on L-2

      Examples: Below 20 it is closed and not rolled, but not in the session in which it was bought
        | day        | purpose     | vix   | is     | decides         | sold         | rolled       |
        | 2026-04-13 | leap hedge  | 19.99 | is     | decides         | proposed     | not proposed |
        | 2026-04-13 | leap hedge  | 20    | is not | does not decide | not proposed | proposed     |
        | 2026-04-14 | leap hedge  | 19.99 | is not | does not decide | not proposed | proposed     |
        | 2026-04-13 | leap growth | 19.99 | is not | does not decide | not proposed | proposed     |

    @LLMS-26
    Scenario: A hedge that is closed early
      Given the VIX is 19
      When the law decides
      Then it is intended to sell a LEAP on L-2 with:
        | quantity | 1      |
        | limit    | $30    |
        | bound    | $28.50 |

    @LLMS-25 @R-89
    Scenario Outline: No rung is listed, and L-1, bought as <purpose>, expires on <expiry>
      Given there are no contracts of expiry AAPL-APR
      And there are no contracts of expiry AAPL-OCT
      And the expiry date of contract AAPL-300-CALL-JUL is <expiry>
      And the delta of the feed of AAPL-300-CALL-JUL is <delta>
      When the law decides
      Then it is <sold> to sell a LEAP on L-1
      And it is not permitted to roll a LEAP on L-1
      And LLMS-25 <decides> for L-1
      And LLMS-19 does not decide for L-1
      And LLMS-24 does not decide for L-1

      Examples: Sold in its last three months; kept when it is only adrift
        | purpose     | expiry     | delta | sold         | decides         |
        | leap growth | 2026-07-14 | 0.30  | proposed     | decides         |
        | leap growth | 2026-07-15 | 0.60  | not proposed | does not decide |

    @LLMS-25 @R-89
    Scenario Outline: No rung may be bought, and the ask of one is <ask>
      Given the open interest of AAPL-340-CALL-APR is 0
      And the open interest of AAPL-350-CALL-OCT is 0
      And the open interest of AAPL-330-CALL-OCT is 0
      And the ask of AAPL-350-CALL-OCT is <ask>
      When the law decides
      Then the LEAP to roll into of L-1 is none
      And it is <sold> to sell a LEAP on L-1

      Examples: Nothing is sold for want of a price
        | ask                     | sold         |
        | $13.10                  | proposed     |
        | unknown                 | not proposed |
        | $13.10, 31 seconds old  | not proposed |

    @LLMS-25 @R-89
    Scenario: A mature hedge without a next rung is sold as well
      Given there are no contracts of expiry SPX-OCT
      And there are no contracts of expiry SPX-JAN
      And there are no contracts of expiry SPX-APR
      And the expiry date of contract SPX-5800-PUT-JUL is 2026-07-14
      When the law decides
      Then it is proposed to sell a LEAP on L-2 because of LLMS-25

    @LLMS-25
    Scenario: What a LEAP without a next rung is sold at
      Given there are no contracts of expiry AAPL-APR
      And there are no contracts of expiry AAPL-OCT
      When the law decides
      Then it is intended to sell a LEAP on L-1 with:
        | quantity | 2     |
        | limit    | $4    |
        | bound    | $3.80 |

    @LLMS-23 @LLMS-24 @LLMS-25 @LLMS-26
    Scenario Outline: A roll of <leap> was sent, and then <outcome>
      Given on 2026-04-14 at 9:50, roll_leap.sent happened in <leap> with:
        | to       | A rev/AAPL-350-CALL-OCT |
        | quantity | 2                       |
        | limit    | $4                      |
        | bound    | $3.80                   |
        | to limit | $13                     |
        | to bound | $13.65                  |
      And on 2026-04-14 at 9:51, roll_leap.<outcome> happened in <leap> with:
        | to       | A rev/AAPL-350-CALL-OCT |
        | quantity | 2                       |
        | limit    | $4                      |
        | bound    | $3.80                   |
        | to limit | $13                     |
        | to bound | $13.65                  |
      And the open interest of AAPL-340-CALL-APR is <listed>
      And the open interest of AAPL-350-CALL-OCT is <listed>
      And the open interest of AAPL-330-CALL-OCT is <listed>
      And the VIX is 19
      When the law decides
      Then <leap> <is> on its way out
      And LLMS-23 <decides> for <leap>
      And it is <rolled> to roll a LEAP on <leap>
      And it is <sold> to sell a LEAP on <leap>

      Examples: It is left once
        | leap | outcome  | listed | is     | decides         | rolled       | sold         |
        | L-1  | rejected | 2000   | is not | does not decide | proposed     | not proposed |
        | L-1  | in_doubt | 2000   | is     | decides         | not proposed | not proposed |
        | L-1  | rejected | 0      | is not | does not decide | not proposed | proposed     |
        | L-1  | in_doubt | 0      | is     | decides         | not proposed | not proposed |
        | L-2  | rejected | 2000   | is not | does not decide | not proposed | proposed     |
        | L-2  | in_doubt | 2000   | is     | decides         | not proposed | not proposed |

    @LLMS-24 @LLMS-25 @LLMS-26 @LLMS-31
    Scenario Outline: The session <open> open, with <listed> contracts of the next rungs
      Given the open interest of AAPL-340-CALL-APR is <listed>
      And the open interest of AAPL-350-CALL-OCT is <listed>
      And the open interest of AAPL-330-CALL-OCT is <listed>
      And the VIX is 19
      And the session <open> open
      When the law decides
      Then L-1 <is> free to be rolled or sold
      And LLMS-31 <decides> for L-1
      And it is <rolled> to roll a LEAP on L-1
      And it is <sold> to sell a LEAP on L-1
      And it is <calmed> to sell a LEAP on L-2

      Examples: What is decided at the close could only be sent the next morning
        | open   | listed | is     | decides         | rolled       | sold         | calmed       |
        | is     | 2000   | is     | decides         | proposed     | not proposed | proposed     |
        | is not | 2000   | is not | does not decide | not proposed | not proposed | not proposed |
        | is     | 0      | is     | decides         | not proposed | proposed     | proposed     |
        | is not | 0      | is not | does not decide | not proposed | not proposed | not proposed |

    @LLMS-24 @LLMS-31 @R-96
    Scenario Outline: A sale was given up at 9:55; at <time> it is <rolled> to roll the LEAP
      Given it is 2026-04-14 at 9:54
      And the session is not open
      When the law decides
      Given it is 2026-04-14 at 9:55
      And the session is open
      And sell_leap.rejected happens in L-1
      When the law decides
      Then it is not proposed to roll a LEAP on L-1
      And AAPL in A rev is waiting after an order was given up
      And L-1 is not free to be rolled or sold
      Given it is 2026-04-14 at <time>
      When the law decides
      Then it is <rolled> to roll a LEAP on L-1

      Examples:
        | time    | rolled       |
        | 9:59:59 | not proposed |
        | 10:00   | proposed     |

    @LLMS-23 @LLMS-24
    Scenario Outline: A sale was sent, and then <outcome>
      Given on 2026-04-14 at 9:50, sell_leap.sent happened in L-1 with:
        | quantity | 2     |
        | limit    | $4    |
        | bound    | $3.80 |
      And on 2026-04-14 at 9:51, sell_leap.<outcome> happened in L-1 with:
        | quantity | 2     |
        | limit    | $4    |
        | bound    | $3.80 |
      When the law decides
      Then L-1 <is> on its way out
      And it is <rolled> to roll a LEAP on L-1

      Examples:
        | outcome  | is     | rolled       |
        | rejected | is not | proposed     |
        | in_doubt | is     | not proposed |

  Rule: The ladder has a ledger of its own

    Background:
      Given the facts of "facts/llms.yaml"
      And these positions:
        | position | sleeve | contract          | side | purpose     | quantity | cost | opened on  | hypothetical |
        | L-1      | A rev  | AAPL-300-CALL-JUL | long | leap growth | 2        | $9   | 2025-06-02 | no           |
        | L-2      | A rev  | SPX-5800-PUT-JUL  | long | leap hedge  | 1        | $90  | 2025-09-02 | no           |

    @LLMS-27 @LLMS-28 @LLMS-29 @LLMS-30
    Scenario: Nothing happens, and nothing is recorded
      When the law decides
      Then the law records no purchase of a LEAP
      And the law records no leap matured
      And LLMS-27 does not decide for A rev
      And LLMS-28 does not decide for A rev
      And LLMS-29 does not decide for A rev
      And LLMS-30 does not decide for A rev

    @LLMS-07 @LLMS-27 @LLMS-28 @HEDGE-13
    Scenario: Purchases are recorded, counted at once, and counted once
      Given on 2026-04-01 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $15,000 |
        | into LEAPs     | $5,000  |
      And buy_leap.confirmed happens in A rev/AAPL-340-CALL-APR with:
        | quantity | 1      |
        | limit    | $10    |
        | bound    | $10.50 |
      And buy_leap.confirmed happens in A rev/NVDA-260-CALL-JUN with:
        | quantity | 2     |
        | limit    | $8    |
        | bound    | $8.40 |
      And buy_leap.confirmed happens in A rev/SPX-5780-PUT-JAN with:
        | quantity | 1   |
        | limit    | $80 |
        | bound    | $84 |
      When the law decides
      Then the money spent for growth LEAPs of A rev is $2,600
      And the money for growth LEAPs of A rev is $2,400
      And the hedging cost of the quarter of A rev is $8,000
      And the law records purchase of a LEAP for A rev with:
        | cost    | $2,600      |
        | purpose | leap growth |
      And the law records purchase of a LEAP for A rev with:
        | cost    | $8,000     |
        | purpose | leap hedge |
      And LLMS-27 decides for A rev
      And LLMS-28 decides for A rev
      And LLMS-27 does not decide for A com
      Given it is 2026-04-14 at 10:01
      When the law decides
      Then the money spent for growth LEAPs of A rev is $2,600
      And the hedging cost of the quarter of A rev is $8,000
      And the law records no purchase of a LEAP

    @LLMS-27 @LLMS-29
    Scenario: The roll of a growth LEAP is a purchase and a sale, even if the LEAP is no longer there
      When the law decides
      Given it is 2026-04-14 at 10:01
      And roll_leap.confirmed happens in L-1 with:
        | to       | A rev/AAPL-350-CALL-OCT |
        | quantity | 2                       |
        | limit    | $4                      |
        | bound    | $3.80                   |
        | to limit | $13                     |
        | to bound | $13.65                  |
      And there is no position L-1
      When the law decides
      Then the law records purchase of a LEAP for A rev with:
        | cost    | $2,600      |
        | purpose | leap growth |
      And the law records leap matured for A rev with:
        | proceeds | $800        |
        | purpose  | leap growth |
      And LLMS-29 decides for A rev
      And LLMS-28 does not decide for A rev
      And LLMS-30 does not decide for A rev

    @LLMS-28 @LLMS-30
    Scenario: The roll of a hedge is a purchase and a sale
      Given roll_leap.confirmed happens in L-2 with:
        | to       | A rev/SPX-5700-PUT-APR |
        | quantity | 1                      |
        | limit    | $30                    |
        | bound    | $28.50                 |
        | to limit | $90                    |
        | to bound | $94.50                 |
      When the law decides
      Then the law records purchase of a LEAP for A rev with:
        | cost    | $9,000     |
        | purpose | leap hedge |
      And the law records leap matured for A rev with:
        | proceeds | $3,000     |
        | purpose  | leap hedge |
      And LLMS-30 decides for A rev
      And LLMS-27 does not decide for A rev
      And LLMS-29 does not decide for A rev

    @LLMS-27 @LLMS-28
    Scenario Outline: <contract> was bought for <limit> a share
      Given buy_leap.confirmed happens in A rev/<contract> with:
        | quantity | 1       |
        | limit    | <limit> |
        | bound    | $12     |
      When the law decides
      Then the law records purchase of a LEAP for A rev with:
        | cost    | <cost>    |
        | purpose | <purpose> |

      Examples: Down to one dollar, and to the cent
        | contract          | purpose     | limit    | cost      |
        | AAPL-340-CALL-APR | leap growth | $0.01    | $1        |
        | AAPL-340-CALL-APR | leap growth | $10.0001 | $1,000.01 |
        | SPX-5780-PUT-JAN  | leap hedge  | $0.01    | $1        |
        | SPX-5780-PUT-JAN  | leap hedge  | $10.0001 | $1,000.01 |

    @LLMS-29 @LLMS-30
    Scenario Outline: <leap> was sold at <limit> a share
      Given sell_leap.confirmed happens in <leap> with:
        | quantity | 1       |
        | limit    | <limit> |
        | bound    | $0      |
      When the law decides
      Then the law records leap matured for A rev with:
        | proceeds | <proceeds> |
        | purpose  | <purpose> |
      And LLMS-29 <growth> for A rev
      And LLMS-30 <hedge> for A rev
      And the law records no purchase of a LEAP

      Examples:
        | leap | purpose     | growth          | hedge           | limit    | proceeds  |
        | L-1  | leap growth | decides         | does not decide | $0.01    | $1        |
        | L-1  | leap growth | decides         | does not decide | $30.0001 | $3,000.01 |
        | L-2  | leap hedge  | does not decide | decides         | $0.01    | $1        |
        | L-2  | leap hedge  | does not decide | decides         | $30.0001 | $3,000.01 |

    @LLMS-LADDER
    Scenario: The ladder is told on the quarter day
      Given the clock is first session of quarter
      And it is 2026-04-14 at 9:29
      When the law decides
      Then LLMS-LADDER does not decide for A rev
      Given it is 2026-04-14 at 9:30
      When the law decides
      Then LLMS-LADDER decides for A rev

  Rule: An order for a LEAP above a tenth of the average daily volume is rejected whole

    @LIQUID-09 @ALLOC-LEAPS
    Scenario Outline: 2 Apple calls, of which <volume> are traded a day
      Given the facts of "facts/llms.yaml"
      And on 2026-04-01 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $63,000 |
        | into LEAPs     | $21,000 |
      And the average daily volume of AAPL-340-CALL-APR is <volume>
      When the law decides
      Then it is <verdict> to buy a LEAP on A rev/AAPL-340-CALL-APR
      And LIQUID-09 <decides> for A rev/AAPL-340-CALL-APR

      Examples:
        | volume | verdict      | decides         |
        | 20     | intended     | does not decide |
        | 19     | not intended | decides         |

    @LIQUID-09 @R-26
    Scenario: The rejection of a LEAP is recorded once a session
      Given the facts of "facts/llms.yaml"
      And on 2026-04-01 at 9:31, a gains reinvested happened in A rev with:
        | into contracts | $63,000 |
        | into LEAPs     | $21,000 |
      And the average daily volume of AAPL-340-CALL-APR is 19
      When the law decides
      Then the law records order rejected for A rev with:
        | quantity       | 2 contracts       |
        | average volume | 19 contracts      |
        | contract       | AAPL-340-CALL-APR |
      Given it is 10:05
      When the law decides
      Then it is not intended to buy a LEAP on A rev/AAPL-340-CALL-APR because of LIQUID-09
      And the law records no order rejected
      Given it is 2026-04-15 at 10:05
      When the law decides
      Then the law records order rejected for A rev with:
        | quantity | 2 contracts |
