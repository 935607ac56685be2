Feature: §9 Payouts

  CARA has an account of $200,000 with a drawdown of $6,000.

  Background:
    Given the facts of "../facts/thursday.yaml"
    And so far the phase of account CARA is funded
    And so far the high-water mark of account CARA is $206,000

  @PAYOUT-01
  Scenario Outline: Of $206,000 a payout of <asked>
    Given the payout asked for of account CARA is <asked>
    When the law decides
    Then it is <verdict> to pay a payout from account CARA
    And PAYOUT-01 <decides> for account CARA

    Examples:
      | asked     | verdict       | decides         |
      | $5,999.99 | permitted     | decides         |
      | $6,000    | not permitted | does not decide |

  @PAYOUT-01
  Scenario Outline: Not before the drawdown limit is locked: high-water mark <mark>
    Given so far the high-water mark of account CARA is <mark>
    And the payout asked for of account CARA is $1,000
    When the law decides
    Then it is <verdict> to pay a payout from account CARA

    Examples:
      | mark        | verdict       |
      | $205,999.99 | not permitted |
      | $206,000    | permitted     |

  @PAYOUT-01
  Scenario: Not from an evaluation
    Given so far the phase of account CARA is evaluation
    And the payout asked for of account CARA is $1,000
    When the law decides
    Then it is not permitted to pay a payout from account CARA
    And PAYOUT-01 does not decide for account CARA

  @PAYOUT-01
  Scenario: Not while a position is held
    Given the payout asked for of account CARA is $1,000
    And these positions:
      | position | account | instrument | side | contracts | entry price | asked to be closed |
      | C-1      | CARA    | MES        | long | 1         | 5300        | no                 |
    When the law decides
    Then it is not permitted to pay a payout from account CARA only because of PAYOUT-01
    And PAYOUT-01 does not decide for account CARA

  @PAYOUT-02
  Scenario Outline: What is asked for is paid: <asked>
    Given the payout asked for of account CARA is <asked>
    When the law decides
    Then it is <intended> to pay a payout from account CARA
    And PAYOUT-02 <decides> for account CARA

    Examples:
      | asked | intended     | decides         |
      | $0.01 | intended     | decides         |
      | $0    | not intended | does not decide |
      | none  | not intended | does not decide |

  @PAYOUT-02
  Scenario: A request is paid once, and the next one again
    Given the payout asked for of account CARA is $1,000
    When the law decides
    Then it is intended to pay a payout from account CARA
    Given it is 10:01
    When the law decides
    Then it is not intended to pay a payout from account CARA
    Given it is 10:02
    And the payout asked for of account CARA is none
    When the law decides
    Then it is not intended to pay a payout from account CARA
    Given it is 10:03
    And the payout asked for of account CARA is $500
    When the law decides
    Then it is intended to pay a payout from account CARA
