Feature: §5 The total drawdown

  An account of $100,000 has a drawdown of $3,000.

  Background:
    Given the facts of "../facts/thursday.yaml"
    And there are no positions

  @DRAWDOWN-01 @R-06
  Scenario Outline: An equity of <balance> at <time>, the high-water mark was $101,000
    Given so far the high-water mark of account BEN is $101,000
    And the balance of account BEN is <balance>
    And it is <time>
    When the law decides
    Then the high-water mark of account BEN is <mark>
    And the drawdown limit of account BEN is <limit>
    And DRAWDOWN-01 <decides> for account BEN

    Examples:
      | balance     | time     | mark        | limit      | decides         |
      | $101,000    | 17:00    | $101,000    | $98,000    | does not decide |
      | $101,000.01 | 17:00    | $101,000.01 | $98,000.01 | decides         |
      | $101,000.01 | 16:59:59 | $101,000    | $98,000    | does not decide |
      | $100,000    | 17:00    | $101,000    | $98,000    | does not decide |

  @DRAWDOWN-02 @R-06
  Scenario Outline: The limit trails up to the starting balance: high-water mark <mark>
    Given so far the high-water mark of account BEN is <mark>
    When the law decides
    Then the drawdown limit of account BEN is <limit>
    And DRAWDOWN-02 decides for account BEN

    Examples:
      | mark        | limit      |
      | $100,000    | $97,000    |
      | $102,999.99 | $99,999.99 |
      | $103,000    | $100,000   |
      | $103,000.01 | $100,000   |

  @DRAWDOWN-02
  Scenario: A drawdown of the whole starting balance has its limit at zero
    Given the terms of account ANNA set plan trailing drawdown for size 50k to $50,000
    When the law decides
    Then the drawdown limit of account ANNA is $0
    And DRAWDOWN-02 does not decide for account ANNA

  @DRAWDOWN-01
  Scenario: Who looks late looks at the close of that date all the same
    Given it is 16:59
    When the law decides
    Then the high-water mark of account BEN is $100,000
    And DRAWDOWN-01 does not decide for account BEN
    Given it is 17:20
    When the law decides
    Then the high-water mark of account BEN is $101,500
    And DRAWDOWN-01 decides for account BEN
