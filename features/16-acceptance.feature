Feature: §16 Acceptance: what the founders want to see before money follows
  Seven of the acceptance cases, each told as one scenario. The others need an account that runs: an outage and its resume, a fork and
  its merge, and reports are told in the features from 20 on.

  @GEN-ENTRY-01 @ALLOC-PUTS @acceptance
  Scenario: Gen opens cash-secured puts on Thursday morning
    Given the facts of "facts/thursday.yaml"
    When the law decides
    Then the state of account A is ordering
    And it is permitted to open a cash-secured put on SPY-684-PUT in A gen because of GEN-ENTRY-01
    And it is not permitted to open a cash-secured put on NVDA-185-PUT in A rev
    And 1 contract of SPY-684-PUT in A gen is allocated
    And 3 contracts of AAPL-260-PUT in A gen are allocated

  @ROLL-09 @LEVEL-13 @SLEEVE-M1 @ALLOC-HEDGES @acceptance
  Scenario: Rev at Level 2 rolls three sessions out, hedges, and opens nothing new
    Given the facts of "facts/acceptance.yaml"
    And the price of NVDA is $175
    When the law decides
    Then the level of P-NVDA is 2
    And the law records level crossed for P-NVDA with:
      | level | 2 |
    And it is intended to roll P-NVDA because of ROLL-09 and ROLL-08 with:
      | to       | NVDA-172-PUT-WED in A rev |
      | quantity | 4                         |
    And the protocol of A rev is frozen
    And 1 contract of hedge offer SPX-5780-PUT-JAN in A rev is allocated
    And LEVEL-06 decides for A rev

  @LEVEL-08 @SLEEVE-M3 @SLEEVE-M5 @acceptance
  Scenario: Level 3 exits at market, and the sleeve is SAFE until an operator resets it
    Given the facts of "facts/acceptance.yaml"
    And the price of NVDA is $170
    When the law decides
    Then the level of P-NVDA is 3
    And it is intended to exit at market P-NVDA because of LEVEL-08 and LEVEL-09 with:
      | quantity | 4      |
      | limit    | $10.50 |
    And it is not proposed to roll P-NVDA
    And the protocol of A rev is locked
    And the protocol of A gen is open
    Given there is no position P-NVDA
    And there is no exposure E-NVDA
    And it is Wednesday 15 April 2026 at 14:05
    When the law decides
    Then the protocol of A rev is locked
    Given operator's reset of the sleeve happens in A rev with:
      | who    | a strategist       |
      | reason | the loss is booked |
    And it is Wednesday 15 April 2026 at 14:10
    When the law decides
    Then the protocol of A rev is open

  @CALLS-02 @ASSIGN-03 @acceptance
  Scenario: Assigned shares carry calls of delta 0.20-0.25, five sessions out; puts resume when the shares are called away
    Given the facts of "facts/thursday.yaml"
    And these holdings:
      | holding    | sleeve | underlying | shares | assigned |
      | A gen AAPL | A gen  | AAPL       | 300    | yes      |
    And it is Wednesday 15 April 2026 at 15:30
    When the law decides
    Then it is permitted to write a covered call on AAPL-272-CALL in A gen because of CALLS-02
    And 3 contracts of candidate AAPL-272-CALL in A gen are allocated
    And it is forbidden to open a cash-secured put on AAPL-260-PUT in A gen because of ASSIGN-03
    Given there is no holding A gen AAPL
    And calling away of shares happens in A gen with:
      | underlying | AAPL |
      | shares     | 300  |
      | price      | $272 |
    And it is Wednesday 15 April 2026 at 16:00
    When the law decides
    Then it is forbidden to open a cash-secured put on AAPL-260-PUT in A gen because of CALL-06
    Given it is Thursday 16 April 2026 at 10:00
    When the law decides
    Then it is permitted to open a cash-secured put on AAPL-260-PUT in A gen because of GEN-ENTRY-01

  @VIX-01 @VIX-02 @VIX-03 @acceptance
  Scenario Outline: The VIX at <vix>: <what>
    Given the facts of "facts/thursday.yaml"
    And the VIX is <vix>
    When the law decides
    Then the deployment factor of account A is <factor>
    And it is <verdict> to open a cash-secured put on AAPL-260-PUT in A gen
    And account A is <locked>
    And the state of account A is <state>
    And the law records breaker tripped for account A with:
      | vix   | <vix>   |
      | above | <above> |

    Examples:
      | vix | what                                      | factor | verdict   | locked     | state     | above |
      | 52  | half deployment, and no more than that    | 50%    | permitted | not locked | ordering  | 50    |
      | 66  | nothing new, until an operator resets     | 50%    | forbidden | locked     | safe      | 65    |
      | 81  | everything that adds risk is halted       | 50%    | forbidden | locked     | emergency | 80    |

  @LLMS-15 @ALLOC-LEAPS @LLMS-17 @LLMS-24 @acceptance
  Scenario: The LEAP ladder gets its next rungs, and a matured LEAP is rolled into the rung farthest away
    Given the facts of "facts/llms.yaml"
    And on 2026-04-01 at 9:31, a gains reinvested happened in A rev with:
      | into contracts | $63,000 |
      | into LEAPs     | $21,000 |
    When the law decides
    Then 2 contracts for leap offer A rev/AAPL-340-CALL-APR are allocated
    And 3 contracts for leap offer A rev/NVDA-260-CALL-JUN are allocated
    Given these positions:
      | position | sleeve | contract          | side | purpose     | quantity | cost | opened on  | hypothetical |
      | L-1      | A rev  | AAPL-300-CALL-JUL | long | leap growth | 2        | $9   | 2025-06-02 | no           |
    And the expiry date of contract AAPL-300-CALL-JUL is 2026-07-14
    And it is 2026-04-14 at 10:05
    When the law decides
    Then it is intended to roll a LEAP on L-1 because of LLMS-24 and LLMS-21 with:
      | to       | A rev/AAPL-350-CALL-OCT |
      | quantity | 2                       |

  @LIQUID-05 @acceptance
  Scenario Outline: An order of 3 contracts, where <volume> are traded a day
    Given the facts of "facts/thursday.yaml"
    And the average daily volume of AAPL-260-PUT is <volume>
    When the law decides
    Then 3 contracts of candidate AAPL-260-PUT in A gen are allocated
    And it is <verdict> to open a cash-secured put on AAPL-260-PUT in A gen
    And LIQUID-05 <decides> for AAPL-260-PUT

    Examples:
      | volume | verdict      | decides         |
      | 30     | intended     | does not decide |
      | 29     | not intended | decides         |
