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

    @COM-01 @COM-ENTRY-01
    Scenario: The last expiry of this week, not the next
      When the law decides
      Then the last expiry of the week of AAPL is 2026-04-17
      And it is permitted to write a covered call on AAPL-270-CALL in A com
      And 1 candidate is left out because "expires later than the law looks"

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
        | $0.71 | 64.5%  | not proposed |
        | $2.00 | 0%     | not proposed |

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
