Feature: §0 Drawdown pivot: 15% below its high a sleeve writes covered calls only, until it has recovered
  Rev's capital was $300,000 at its best: it pivots at $255,000 and recovers at $285,000. One Nvidia put may be opened.

  Background:
    Given the facts of "facts/pivot.yaml"

  Rule: A sleeve pivots 15% below its high while the VIX is below 30

    @PIVOT-06 @PIVOT-07 @R-05
    Scenario Outline: Rev has <capital>, the VIX is <VIX>
      Given the cash of A rev is <capital>
      And the VIX is <VIX>
      When the law decides
      Then the high before the drawdown of A rev is $300,000
      And sleeve A rev <is> pivoted
      And it is <verdict> to open a cash-secured put on NVDA-185-PUT in A rev
      And PIVOT-06 <decides> for A rev
      And PIVOT-07 <decides> for A rev

      Examples:
        | capital     | VIX   | is     | verdict   | decides         |
        | $255,000    | 29.99 | is     | forbidden | decides         |
        | $255,000.01 | 29.99 | is not | permitted | does not decide |
        | $255,000    | 30    | is not | permitted | does not decide |
        | $200,000    | 19    | is     | forbidden | decides         |
        | $300,000    | 19    | is not | permitted | does not decide |

    @PIVOT-06
    Scenario Outline: What is not known makes no pivot: <fact>
      Given the cash of A rev is $255,000
      And <fact>
      When the law decides
      Then sleeve A rev is not pivoted
      And PIVOT-06 does not decide for A rev

      Examples:
        | fact                          |
        | the VIX is unknown            |
        | the cash of A rev is unknown  |

    @PIVOT-07
    Scenario: A pivoted sleeve still writes calls on assigned shares
      Given these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A rev  | NVDA       | 100    | yes      |
      And the cash of A rev is $200,000
      When the law decides
      Then sleeve A rev is pivoted
      And it is permitted to write a covered call on NVDA-197-CALL in A rev
      And it is forbidden to open a cash-secured put on NVDA-185-PUT in A rev

    @PIVOT-09 @R-05
    Scenario Outline: Rev has <cash> and <shares> shares of Nvidia: <told>
      Given these holdings:
        | holding | sleeve | underlying | shares   | assigned |
        | H-1     | A rev  | NVDA       | <shares> | yes      |
      And the cash of A rev is <cash>
      When the law decides
      Then sleeve A rev is <pivoted>
      And sleeve A rev is <told>
      And PIVOT-09 <decides> for A rev

      Examples:
        | cash     | shares | pivoted     | told                    | decides         |
        | $255,000 | 0      | pivoted     | waiting for a reset     | decides         |
        | $200,000 | 1      | pivoted     | not waiting for a reset | does not decide |
        | $300,000 | 0      | not pivoted | not waiting for a reset | does not decide |

    @PIVOT-09
    Scenario: Shares of another sleeve lead no sleeve out of its pivot
      Given these holdings:
        | holding | sleeve | underlying | shares | assigned |
        | H-1     | A com  | NVDA       | 100    | no       |
      And the cash of A rev is $255,000
      When the law decides
      Then sleeve A rev is waiting for a reset

    @PIVOT-07
    Scenario: A pivoted Com buys no shares
      Given it is Monday 13 April 2026 at 10:00
      And the cash of A com is $255,000
      When the law decides
      Then it is forbidden to buy shares of NVDA in A com only because of PIVOT-07

    @PIVOT-07
    Scenario: The pivot of one sleeve is no other sleeve's
      Given the cash of A rev is $200,000
      And it is Monday 13 April 2026 at 10:00
      When the law decides
      Then sleeve A com is not pivoted
      And it is permitted to buy shares of NVDA in A com

  Rule: A pivot stays until the sleeve has recovered to 95% of the high before the drawdown

    @PIVOT-06 @R-05
    Scenario Outline: Rev has pivoted, and is at <capital> again
      Given so far sleeve A rev is pivoted
      And the cash of A rev is <capital>
      When the law decides
      Then sleeve A rev <is> pivoted
      And PIVOT-06 <decides> for A rev

      Examples:
        | capital     | is     | decides         |
        | $285,000    | is not | decides         |
        | $284,999.99 | is     | does not decide |
        | $310,000    | is not | decides         |
        | $256,000    | is     | does not decide |

    @PIVOT-06
    Scenario: A rise of the VIX does not end a pivot
      Given so far sleeve A rev is pivoted
      And the cash of A rev is $256,000
      And the VIX is 35
      When the law decides
      Then sleeve A rev is pivoted

    @PIVOT-06
    Scenario: A pivot whose equity nobody knows stays
      Given so far sleeve A rev is pivoted
      And the cash of A rev is unknown
      When the law decides
      Then sleeve A rev is pivoted

    @PIVOT-04 @PIVOT-05 @PIVOT-06 @R-05
    Scenario: An operator ends a pivot, and it does not come back by itself
      Given so far sleeve A rev is pivoted
      And the cash of A rev is $240,000
      And sleeve_reset happens in A rev with:
        | who    | the strategist           |
        | reason | we go on with what is left |
      When the law decides
      Then sleeve A rev is not pivoted
      And PIVOT-05 decides for A rev
      And PIVOT-04 decides for A rev
      And the high before the drawdown of A rev is $240,000
      And the high-water mark of A rev is $300,000
      Given it is 10:05
      When the law decides
      Then sleeve A rev is not pivoted
      And PIVOT-05 does not decide for A rev
      Given the cash of A rev is $204,000
      And it is 10:10
      When the law decides
      Then sleeve A rev is pivoted

    @PIVOT-06 @PIVOT-05
    Scenario: An operator may end a pivot though nobody knows what the sleeve is worth
      Given so far sleeve A rev is pivoted
      And the cash of A rev is unknown
      And sleeve_reset happens in A rev with:
        | who    | the strategist |
        | reason | the feed is down |
      When the law decides
      Then sleeve A rev is not pivoted

    @PIVOT-05
    Scenario: The reset of another sleeve ends nothing
      Given so far sleeve A rev is pivoted
      And the cash of A rev is $240,000
      And sleeve_reset happens in A gen with:
        | who    | the strategist |
        | reason | Gen is well    |
      When the law decides
      Then sleeve A rev is pivoted
      And PIVOT-05 does not decide for A rev

    @PIVOT-05 @PIVOT-06 @R-05
    Scenario: The assigned shares are called away
      Given so far sleeve A rev is pivoted
      And the cash of A rev is $250,000
      And shares_called_away happens in A rev with:
        | underlying | NVDA |
        | shares     | 100  |
        | price      | $197 |
      When the law decides
      Then sleeve A rev is not pivoted
      And PIVOT-05 decides for A rev

    @PIVOT-05 @PIVOT-06
    Scenario Outline: Nvidia is called away while <others> Tesla shares are held, assigned: <assigned>
      Given so far sleeve A rev is pivoted
      And the cash of A rev is $200,000
      And these holdings:
        | holding | sleeve | underlying | shares   | assigned   |
        | H-1     | A rev  | TSLA       | <others> | <assigned> |
      And shares_called_away happens in A rev with:
        | underlying | NVDA |
        | shares     | 100  |
        | price      | $197 |
      When the law decides
      Then sleeve A rev <is> pivoted
      And PIVOT-05 <decides> for A rev

      Examples:
        | others | assigned | is     | decides         |
        | 1      | yes      | is     | does not decide |
        | 1      | no       | is not | decides         |

    @PIVOT-05
    Scenario: Without assigned shares nothing is called away
      Given so far sleeve A rev is pivoted
      And the cash of A rev is $240,000
      When the law decides
      Then sleeve A rev is pivoted
      And PIVOT-05 does not decide for A rev

  Rule: The high-water mark is measured on a unitised value

    @PIVOT-03 @PIVOT-04 @R-30
    Scenario Outline: So far the mark was $300,000, and Rev has <capital>
      Given so far the high-water mark of A rev is $300,000
      And the cash of A rev is <capital>
      When the law decides
      Then the high-water mark of A rev is <mark>
      And the high before the drawdown of A rev is <mark>
      And PIVOT-03 <decides> for A rev
      And PIVOT-04 <decides> for A rev

      Examples:
        | capital     | mark        | decides         |
        | $299,999.99 | $300,000    | does not decide |
        | $300,000    | $300,000    | does not decide |
        | $300,000.01 | $300,000.01 | decides         |
        | unknown     | $300,000    | does not decide |

    @PIVOT-03 @PIVOT-04
    Scenario Outline: The law begins with what was told of the past: <told>
      Given the opening high-water mark of A rev is <told>
      When the law decides
      Then the high-water mark of A rev is <mark>
      And the high before the drawdown of A rev is <mark>

      Examples:
        | told     | mark     |
        | $350,000 | $350,000 |
        | unknown  | $300,000 |

    @PIVOT-03 @PIVOT-04
    Scenario Outline: Half cents are rounded to the even cent, <equity>
      Given these positions:
        | position | sleeve | contract     | side | quantity | opened on  | hypothetical |
        | P-1      | A rev  | NVDA-185-PUT | long | 1        | 2026-04-08 | no           |
      And the bid of NVDA-185-PUT is <bid>
      And the ask of NVDA-185-PUT is $1.82
      When the law decides
      Then the equity of A rev is <equity>
      And the high-water mark of A rev is <mark>
      And the high before the drawdown of A rev is <mark>

      Examples:
        | bid     | equity       | mark        |
        | $1.7801 | $300,180.005 | $300,180    |
        | $1.7803 | $300,180.015 | $300,180.02 |

    @PIVOT-03 @PIVOT-04
    Scenario: A mark that was kept does not begin anew where nobody knows what the sleeve is worth
      Given so far the high-water mark of A rev is $320,000
      And so far the high before the drawdown of A rev is $310,000
      And the cash of A rev is unknown
      When the law decides
      Then the high-water mark of A rev is $320,000
      And the high before the drawdown of A rev is $310,000

    @PIVOT-01 @PIVOT-02 @PIVOT-03 @PIVOT-04 @PIVOT-08 @R-30
    Scenario Outline: Rev has lost a tenth; then <event> of $90,000 leaves <capital>
      Given so far the high-water mark of A rev is $300,000
      And so far the high before the drawdown of A rev is $300,000
      And the cash of A rev is <capital>
      And <event> happens in A rev with:
        | amount | $90,000 |
      When the law decides
      Then the money moved in of A rev is <moved>
      And A rev is receiving or giving money
      And the growth by money moved of A rev is about <growth>
      And the high-water mark of A rev is <mark>
      And the high before the drawdown of A rev is <mark>
      And sleeve A rev is not pivoted
      And PIVOT-01 decides for A rev
      And PIVOT-02 decides for A rev

      Examples: from $270,000; a tenth is lost before and after
        | event               | capital  | moved    | growth             | mark     |
        | deposit             | $360,000 | $90,000  | 133.333%           | $400,000 |
        | withdrawal          | $180,000 | -$90,000 | 66.667%            | $200,000 |
        | fork_full.confirmed | $180,000 | -$90,000 | 66.667%            | $200,000 |
        | fork_mini.confirmed | $180,000 | -$90,000 | 66.667%            | $200,000 |

    @PIVOT-01 @PIVOT-02 @PIVOT-03 @PIVOT-08
    Scenario: Nothing moves
      When the law decides
      Then the money moved in of A rev is $0
      And A rev is not receiving or giving money
      And the growth by money moved of A rev is 100%
      And PIVOT-01 does not decide for A rev
      And PIVOT-02 does not decide for A rev

    @PIVOT-01 @PIVOT-02
    Scenario: Money that came yesterday does not move today
      Given on Tuesday 14 April 2026 at 12:00, a deposit happened in A rev with:
        | amount | $90,000 |
      When the law decides
      Then the money moved in of A rev is $0
      And A rev is not receiving or giving money

    @PIVOT-01 @PIVOT-02
    Scenario: Money that moves into another sleeve
      Given a deposit happens in A gen with:
        | amount | $90,000 |
      When the law decides
      Then the money moved in of A rev is $0
      And A rev is not receiving or giving money

    @PIVOT-01 @PIVOT-03
    Scenario: A deposit and a withdrawal at once
      Given so far the high-water mark of A rev is $300,000
      And the cash of A rev is $300,000
      And a deposit happens in A rev with:
        | amount | $90,000 |
      And a withdrawal happens in A rev with:
        | amount | $60,000 |
      When the law decides
      Then the money moved in of A rev is $30,000
      And the high-water mark of A rev is about $333,333.33

    @PIVOT-01 @PIVOT-02 @PIVOT-03 @R-30
    Scenario: A merge moves money into the Com that it names, and no other
      Given these accounts:
        | account | user  | kind | opened on  | stress test | matches broker |
        | A-M     | owner | mini | 2026-01-05 | no          | yes            |
      And merge.confirmed happens in A-M with:
        | into  | A com   |
        | value | $60,000 |
      And the cash of A com is $330,000
      And so far the high-water mark of A com is $300,000
      When the law decides
      Then the money moved in of A com is $60,000
      And the money moved in of A rev is $0
      And A rev is not receiving or giving money
      And A com is receiving or giving money
      And the high-water mark of A com is about $366,666.67
      And the high-water mark of A rev is $300,000

    @PIVOT-03 @PIVOT-04 @PIVOT-08
    Scenario Outline: A deposit of $300,000 where <was> was
      Given so far the high-water mark of A rev is $120,000
      And so far the high before the drawdown of A rev is $120,000
      And the cash of A rev is <capital>
      And a deposit happens in A rev with:
        | amount | $300,000 |
      When the law decides
      Then the growth by money moved of A rev is <growth>
      And the high-water mark of A rev is <mark>
      And the high before the drawdown of A rev is <mark>

      Examples: nothing was there; the half of the mark was there
        | was     | capital  | growth | mark     |
        | nothing | $300,000 | 0      | $300,000 |
        | $60,000 | $360,000 | 6      | $720,000 |

    @PIVOT-03 @PIVOT-04
    Scenario: Where nobody knows what the sleeve is worth, the mark moves with the money itself
      Given so far the high-water mark of A rev is $300,000
      And so far the high before the drawdown of A rev is $300,000
      And the cash of A rev is unknown
      And a withdrawal happens in A rev with:
        | amount | $90,000 |
      When the law decides
      Then the high-water mark of A rev is $210,000
      And the high before the drawdown of A rev is $210,000

    @PIVOT-06 @R-30
    Scenario: A deposit does not end a pivot
      Given so far sleeve A rev is pivoted
      And so far the high before the drawdown of A rev is $300,000
      And the cash of A rev is $500,000
      And a deposit happens in A rev with:
        | amount | $260,000 |
      When the law decides
      Then sleeve A rev is pivoted
