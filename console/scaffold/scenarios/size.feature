Feature: §1 Size

  Background:
    Given the facts of "../facts/example.yaml"

  @SIZE-01
  Scenario Outline: 100 shares at <price> in an account of $100,000: <verdict>
    Given the quantity of KO is 100 shares
    And the price of KO is <price>
    When the law decides
    Then it is <verdict> to send the order KO because of SIZE-01

    Examples: the largest order that is right, and the smallest that is not
      | price              | verdict       |
      | $50 per share      | permitted     |
      | $50.0001 per share | not permitted |

  @SIZE-01
  Scenario: An order without a price cannot be judged, and what cannot be judged is not permitted
    Given the price of KO is unknown
    When the law decides
    Then it is not permitted to send the order KO because of SIZE-01

  @SEND-01
  Scenario: Only what is asked for is sent
    Given KO is not asked for
    When the law decides
    Then it is permitted to send the order KO
    And it is not proposed to send the order KO
    And it is proposed to send the order MSFT because of SEND-01
    But it is not intended to send the order MSFT
